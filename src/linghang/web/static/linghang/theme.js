// Runs before the first paint: the remembered theme, else the system's; and "scripts are on".
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try { return localStorage.getItem("linghang.theme"); } catch { return null; }
  };
  const apply = () => {
    const theme = remembered() || (system.matches ? "dark" : "light");
    if (root.dataset.bsTheme === theme) return;
    root.dataset.bsTheme = theme;
    dispatchEvent(new Event("linghang:theme"));
  };
  root.classList.add("js");
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("linghang:switch-theme", () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("linghang.theme", next); } catch { /* private window: this page only */ }
    root.dataset.bsTheme = next;
    dispatchEvent(new Event("linghang:theme"));
  });
})();
