// A minute before an idle session ends, asks whether somebody is still there.
(() => {
  const box = document.querySelector("[data-idle]");
  if (!box) return;
  const says = box.querySelector("[data-idle-says]");
  const pause = Number(box.dataset.seconds);
  const WARN = Math.min(60, pause / 2);
  const PING = Math.min(120, pause / 4);
  let endsAt = Date.now() + pause * 1000;
  let pinged = Date.now();
  let active = false;
  let asking = false;
  let over = false;

  const left = () => Math.ceil((endsAt - Date.now()) / 1000);
  const shown = () => box.hasAttribute("open");
  const show = () => {
    if (shown()) return;
    if (box.showModal) box.showModal(); else box.setAttribute("open", "");
    box.querySelector("button").focus();
  };
  const hide = () => {
    if (!shown()) return;
    if (box.close) box.close(); else box.removeAttribute("open");
  };
  const end = () => {
    over = true;
    const here = location.pathname + location.search;
    location.replace(`${box.dataset.login}?next=${encodeURIComponent(here)}`);
  };

  // The server knows best: another tab may have been used meanwhile.
  const ask = async (url, options = {}) => {
    if (asking || over) return;
    asking = true;
    try {
      const answer = await fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
      if (!answer.ok) { end(); return; }
      endsAt = Date.now() + (await answer.json()).seconds * 1000;
      if (left() > WARN) hide();
    } catch {
      if (left() <= 0) end();
    } finally { asking = false; }
  };
  const stay = () => {
    active = false;
    pinged = Date.now();
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    return ask(box.dataset.stay, { method: "POST", headers });
  };

  let warned = false;
  const tick = async () => {
    if (over) return;
    if (active && !shown() && Date.now() - pinged > PING * 1000) { await stay(); return; }
    if (left() > WARN) { warned = false; return; }
    if (!warned || left() <= 0) { warned = true; await ask(box.dataset.left, { headers: { "Linghang-Quiet": "1" } }); }
    if (over || left() > WARN) return;
    if (left() <= 0) { end(); return; }
    says.textContent = `再过${left()}秒就要自动退出。`;
    show();
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);

  ["keydown", "pointerdown", "input", "wheel"].forEach((name) => addEventListener(name, () => { active = true; }, { passive: true }));
  box.querySelector("[data-idle-stay]").addEventListener("click", stay);
  box.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  // Leaving is not to be argued about any more: drafts are kept already.
  addEventListener("beforeunload", (event) => { if (over) event.stopImmediatePropagation(); }, { capture: true });
})();
