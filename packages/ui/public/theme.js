// Before the first paint: the theme that was chosen, or the system's.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('groundcrew.theme') ?? 'system';
  } catch {
    // Storage may be forbidden.
  }
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
