// The search box: suggestions while one types; what is looked for never stands in a sent address.
(() => {
  const box = document.querySelector("[data-search-box]");
  const page = document.querySelector("[data-search-page]");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  const ask = async (url, q, headers = {}) => {
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ q }), credentials: "same-origin", redirect: "error", headers: { "X-CSRFToken": token(), ...headers } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  if (box) {
    const input = box.querySelector("input[name=q]");
    const list = box.querySelector("[data-suggestions]");
    let timer = 0;
    let asked = 0;
    const show = (open) => { list.hidden = !open; };
    const all = () => { location.href = `${box.action}#q=${encodeURIComponent(input.value.trim())}`; };
    const suggest = async () => {
      const mine = ++asked;
      const q = input.value.trim();
      if (!q) { show(false); return; }
      try {
        const html = await ask(box.dataset.suggest, q);
        if (mine !== asked) return;
        list.innerHTML = html;
        show(list.childElementCount > 0);
      } catch { show(false); }
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 180); });
    input.addEventListener("focus", () => { if (list.childElementCount && input.value.trim()) show(true); });
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) all();
    });
    list.addEventListener("click", (event) => { if (event.target.closest("button")) { event.preventDefault(); all(); } });
    box.addEventListener("keydown", (event) => {
      const found = [input, ...list.querySelectorAll("[data-found]")];
      const at = found.indexOf(document.activeElement);
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && at >= 0) {
        event.preventDefault();
        found[(at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length].focus();
      }
      if (event.key === "Escape") { show(false); box.classList.remove("open"); input.focus(); input.blur(); event.stopPropagation(); }
    });
    document.addEventListener("click", (event) => { if (!box.contains(event.target)) show(false); });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        box.classList.add("open");
        input.focus();
        input.select();
      }
    });
    document.querySelector("[data-search-button]")?.addEventListener("click", () => { box.classList.toggle("open"); input.focus(); });
  }

  if (page) {
    const input = page.querySelector("input[name=q]");
    const look = async () => {
      const q = new URLSearchParams(location.hash.slice(1)).get("q") || "";
      if (!q) return;
      input.value = q;
      const results = document.getElementById("results");
      results.setAttribute("aria-busy", "true");
      try {
        const html = await ask(page.action, q, { "HX-Request": "true" });
        const made = document.createElement("div");
        made.innerHTML = html;
        results.replaceWith(made.querySelector("#results"));
      } catch {
        results.textContent = "没有送达：网络或服务器没有答复，请稍后再试。";
      }
    };
    page.addEventListener("submit", (event) => {
      event.preventDefault();
      location.hash = `q=${encodeURIComponent(input.value.trim())}`;
    });
    addEventListener("hashchange", look);
    look();
    input.focus();
  }
})();
