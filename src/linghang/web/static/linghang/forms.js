// Forms: drafts are kept while one types, leaving with unsaved words is asked about.
(() => {
  const DELAY = 1500;
  const AGAIN = 5000;
  const CUT_OFF = "网络断开，写的都在本页，请不要关闭；接通后自动保存。";
  const HERE = "断网时写的，已从本机填回，正在保存。";
  const MOST_AGE = 2 * 24 * 3600 * 1000;
  const NOT_OURS = new Set(["csrfmiddlewaretoken", "once", "form", "form-title", "form-address"]);
  const SECRET = "input[type=password], input[type=file], [data-no-draft]";

  document.querySelectorAll("form[data-form]").forEach((form) => {
    const says = form.querySelector("[data-draft-says]");
    let unsaved = false;
    let leaving = false;
    let timer = 0;
    let asked = 0;

    // What the server could not take yet stands in this browser, under the person and the form.
    const name = form.dataset.draft ? `linghang.draft.${form.dataset.draftOf}.${form.dataset.draft}` : "";
    const put = (body) => { try { localStorage.setItem(name, JSON.stringify({ at: Date.now(), values: [...body].filter(([field, value]) => !NOT_OURS.has(field) && typeof value === "string") })); } catch { /* private window: this page only */ } };
    const drop = () => { try { localStorage.removeItem(name); } catch { /* nothing was put */ } };
    const fill = (values) => {
      form.querySelectorAll("input[type=checkbox], input[type=radio]").forEach((one) => { one.checked = values.some(([field, value]) => field === one.name && value === one.value); });
      const seen = {}; // cells of a grid share the name of their column
      values.forEach(([field, value]) => {
        const found = form.elements.namedItem(field), at = seen[field] = (seen[field] ?? -1) + 1;
        const one = found instanceof RadioNodeList ? found[at] : found;
        if (one && one.type !== "checkbox" && one.type !== "radio") one.value = value;
      });
    };

    const keep = async () => {
      const secret = new Set([...form.querySelectorAll(SECRET)].map((one) => one.name));
      const body = new FormData(form);
      [...body.keys()].forEach((name) => { if (secret.has(name)) body.delete(name); });
      body.set("form", form.dataset.draft);
      body.set("form-title", document.querySelector("h1")?.textContent.trim() || document.title);
      body.set("form-address", location.pathname + location.search);
      const mine = ++asked;
      try {
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, credentials: "same-origin", redirect: "error" });
        const words = await answer.text();
        if (mine !== asked) return;
        unsaved = !answer.ok;
        if (answer.ok) drop(); else put(body);
        says.textContent = answer.ok || answer.status === 422 ? words : "草稿没有自动保存，请尽快提交。";
      } catch {
        says.textContent = CUT_OFF;
        put(body);
        clearTimeout(timer);
        timer = setTimeout(keep, AGAIN);
      }
    };

    form.addEventListener("input", () => {
      unsaved = true;
      if (!form.dataset.draft) return;
      clearTimeout(timer);
      timer = setTimeout(keep, DELAY);
    });
    form.addEventListener("submit", (event) => {
      // Sent into the void, the page and its words would be gone.
      if (form.dataset.draft && !navigator.onLine) { event.preventDefault(); says.textContent = CUT_OFF; return; }
      leaving = true;
      clearTimeout(timer);
      if (name) try { sessionStorage.setItem("linghang.sent", JSON.stringify([name, location.pathname])); } catch { /* kept for two days at most */ }
    });
    if (name) {
      let kept = null;
      try { kept = JSON.parse(localStorage.getItem(name)); } catch { /* nothing to read */ }
      if (kept && (form.querySelector("[data-focus]") || Date.now() - kept.at > MOST_AGE)) drop();
      else if (kept) { fill(kept.values); unsaved = true; says.textContent = HERE; keep(); }
    }
    addEventListener("online", () => { if (form.dataset.draft && unsaved) keep(); });
    form.querySelectorAll("[data-leave]").forEach((link) => link.addEventListener("click", () => { leaving = !form.dataset.draft || !unsaved; }));
    addEventListener("beforeunload", (event) => {
      if (unsaved && !leaving) { event.preventDefault(); event.returnValue = ""; }
    });
    // Back from the next page: the button works again.
    addEventListener("pageshow", () => { leaving = false; });
  });

  // What is wrong is read first.
  const wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  // Suggestions for people, asked for while one types.
  document.querySelectorAll("datalist[data-asks]").forEach((list) => {
    const input = document.querySelector(`input[list="${list.id}"]`);
    let timer = 0;
    input?.addEventListener("input", () => {
      clearTimeout(timer);
      if (!input.value.trim() || /（.+）$/.test(input.value)) return;
      timer = setTimeout(async () => {
        try {
          const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
          const answer = await fetch(list.dataset.asks, { method: "POST", body: new URLSearchParams({ q: input.value }), credentials: "same-origin", headers: { "X-CSRFToken": token } });
          if (!answer.ok) return;
          const found = await answer.json();
          list.replaceChildren(...found.map((text) => {
            const option = document.createElement("option");
            option.value = text;
            return option;
          }));
        } catch { /* the name can still be typed */ }
      }, 200);
    });
  });
})();
