const SVG = 'http://www.w3.org/2000/svg';

// Text goes in as text: names come from configuration and from callers, and must never become markup.
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(key, value === true ? '' : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Changes a node only where it differs, so that a refresh disturbs neither focus nor selection.
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

// Puts nodes in order and removes all others; what has the focus keeps it.
export function arrange(parent, nodes) {
  const focused = document.activeElement;
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) {
      parent.insertBefore(node, parent.children[index] ?? null);
    }
  });
  while (parent.children.length > nodes.length) {
    parent.lastElementChild.remove();
  }
  if (focused && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

export function announce(text) {
  setText(document.getElementById('announcer'), text);
}
