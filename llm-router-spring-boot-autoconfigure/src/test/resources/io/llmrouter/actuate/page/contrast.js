// Returns every visible text whose contrast with what is painted behind it is below 4.5 to 1, as WCAG 2.2 counts it.
(() => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const painted = (...colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of ['#ffffff', ...colours]) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (colour) => colour.map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (node) => node ? [...behind(node.parentElement), getComputedStyle(node).backgroundColor] : [];
  const weak = [];
  for (const node of document.body.querySelectorAll('*')) {
    const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
    if (own && node.checkVisibility() && node.closest('svg, option, noscript') === null) {
      const ground = behind(node);
      const [one, other] = [luminance(painted(...ground)), luminance(painted(...ground, getComputedStyle(node).color))].sort((a, b) => b - a);
      const contrast = (one + 0.05) / (other + 0.05);
      if (contrast < 4.5) {
        weak.push(`${node.className || node.tagName}: ${node.textContent.slice(0, 30)} ${contrast.toFixed(2)}`);
      }
    }
  }
  return weak;
})()
