'use strict';

// Before the first paint, so that the page does not flash in the other theme.
(() => {
  try {
    const theme = localStorage.getItem('llm-metrics-theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  }
  catch {
    // Storage may be switched off; the theme is the system's then.
  }
})();
