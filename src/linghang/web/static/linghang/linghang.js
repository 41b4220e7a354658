// Small conveniences; every page works without them.
(() => {
  const root = document.documentElement;

  // Theme buttons say what they will do.
  const buttons = document.querySelectorAll("[data-theme-switch]");
  const label = () => {
    const words = root.dataset.bsTheme === "dark" ? "改用浅色界面" : "改用深色界面";
    buttons.forEach((button) => {
      const shown = button.querySelector("[data-theme-words]");
      if (shown) shown.textContent = words;
      else { button.setAttribute("aria-label", words); button.title = words; }
    });
  };
  label();
  addEventListener("linghang:theme", label);
  buttons.forEach((button) => button.addEventListener("click", () => dispatchEvent(new Event("linghang:switch-theme"))));

  // Menu on narrow screens.
  const menu = document.querySelector("[data-menu]");
  const opener = document.querySelector("[data-menu-button]");
  const showMenu = (open) => {
    menu.classList.toggle("open", open);
    opener.setAttribute("aria-expanded", String(open));
  };
  if (menu && opener) {
    opener.addEventListener("click", () => showMenu(!menu.classList.contains("open")));
    document.addEventListener("click", (event) => {
      if (menu.classList.contains("open") && !menu.contains(event.target) && !opener.contains(event.target)) showMenu(false);
    });
  }

  // Dropdowns: one open at a time, Esc and a click elsewhere close them.
  const dropdowns = () => [...document.querySelectorAll("details[data-dropdown][open]")];
  document.addEventListener("click", (event) => {
    dropdowns().forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  });

  const typing = (element) => element.matches("input, select, textarea, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const [open] = dropdowns();
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (menu?.classList.contains("open")) {
        showMenu(false);
        opener.focus();
      } else if (typing(event.target)) {
        event.target.blur();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]") || document.querySelector("[data-search-all]");
      if (search) {
        event.preventDefault();
        search.closest("details")?.setAttribute("open", "");
        search.closest("[data-search-box]")?.classList.add("open");
        search.focus();
      }
    }
    if (event.key === "?") document.querySelector("[data-keys]")?.showModal();
  });

  // Help beside the page; without a dialog, or without an answer, its own page opens.
  const drawer = document.querySelector("[data-help-drawer]");
  document.querySelector("[data-help]")?.addEventListener("click", async (event) => {
    if (!drawer?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.currentTarget;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { credentials: "same-origin", headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = drawer.querySelector("[data-help-text]");
      text.innerHTML = await answer.text();
      drawer.showModal();
      const anchor = decodeURIComponent(link.hash.slice(1));
      const place = anchor && text.querySelector(`[id="${CSS.escape(anchor)}"]`);
      if (place) place.scrollIntoView(); else text.scrollTop = 0;
    } catch { location.href = link.href; }
  });
  document.querySelectorAll("dialog").forEach((dialog) => dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  }));

  // A deed that takes a while says so, and is not sent twice.
  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.busy;
    if (!words || event.defaultPrevented) return;
    const pressed = event.target.querySelector("button");
    setTimeout(() => { pressed.disabled = true; pressed.textContent = words; });
  });

  // Print buttons.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  // Chosen files by name and size; too much is said before anything is sent.
  const size = (bytes) => {
    const [unit, scale] = [["GB", 2 ** 30], ["MB", 2 ** 20]].find(([, one]) => bytes >= one) || ["KB", 1024];
    return `${Number((bytes / scale).toFixed(unit === "KB" ? 0 : 1))} ${unit}`;
  };
  document.querySelectorAll("[data-drop]").forEach((drop) => {
    const input = drop.querySelector("input[type=file]");
    const list = document.getElementById(drop.dataset.drop);
    const limit = Number(drop.dataset.limit);
    ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, () => drop.classList.add("over")));
    ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("over")));
    input.addEventListener("change", () => {
      const files = [...input.files];
      const total = files.reduce((sum, file) => sum + file.size, 0);
      list.replaceChildren(...files.map((file) => {
        const item = document.createElement("li");
        const name = document.createElement("span");
        const bytes = document.createElement("span");
        name.textContent = file.name;
        bytes.textContent = size(file.size);
        item.append(name, bytes);
        return item;
      }));
      input.setCustomValidity(total > limit ? `所选文件共${size(total)}，超过一次上传的上限${size(limit)}，请分几次上传。` : "");
      input.reportValidity();
    });
  });

  // A piece of the page that got no answer says so.
  const failed = (words) => {
    const place = document.querySelector("[data-failed]");
    if (place) { place.textContent = words; place.hidden = false; place.scrollIntoView({ block: "center" }); }
  };
  document.body.addEventListener("htmx:sendError", () => failed("没有送达：网络或服务器没有答复，请稍后再试。"));
  document.body.addEventListener("htmx:responseError", (event) => failed(`没有办成（${event.detail.xhr.status}）：请刷新此页后再试。`));

  // How much of an upload has been sent.
  document.body.addEventListener("htmx:xhr:progress", (event) => {
    const bar = document.querySelector("[data-upload-progress]");
    if (!bar || !event.detail.total) return;
    bar.hidden = false;
    bar.querySelector("progress").value = Math.round(100 * event.detail.loaded / event.detail.total);
  });
})();

// A form that was sent and led elsewhere is done: what this browser kept of it goes.
(() => {
  try {
    const [name, from] = JSON.parse(sessionStorage.getItem("linghang.sent") || "[]");
    if (!name || from === location.pathname) return;
    localStorage.removeItem(name);
    sessionStorage.removeItem("linghang.sent");
  } catch { /* private window: nothing was kept */ }
})();
