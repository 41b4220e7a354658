// Lists by keyboard: j and k walk, Enter opens, x picks. Every list works without this.
(() => {
  const typing = (element) => element.matches("input, select, textarea, [contenteditable]") && element.type !== "checkbox";
  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];

  const stand = (row) => {
    document.querySelectorAll("[data-row].at").forEach((one) => one.classList.remove("at"));
    row.classList.add("at");
    const link = row.querySelector("[data-row-link], a, input");
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = rows();
    const at = all.findIndex((row) => row.classList.contains("at"));
    if (event.key === "j" || event.key === "k") {
      const next = all[at + (event.key === "j" ? 1 : -1)] || (at < 0 ? all[0] : null);
      if (next) { event.preventDefault(); stand(next); }
    }
    if (event.key === "x" && at >= 0) {
      const pick = all[at].querySelector("input[name=chosen]");
      if (pick) { event.preventDefault(); pick.click(); }
    }
  });

  // Picked rows are counted, and all of a page picked at once.
  const count = (form) => {
    const picks = [...form.querySelectorAll("input[name=chosen]")];
    const picked = picks.filter((one) => one.checked);
    picks.forEach((one) => one.closest("tr").classList.toggle("picked", one.checked));
    form.querySelector("[data-picked]").textContent = picked.length ? `已选${picked.length}行` : "";
    const all = form.querySelector("[data-pick-all] input");
    all.checked = picked.length === picks.length;
    all.indeterminate = picked.length > 0 && picked.length < picks.length;
  };
  const wire = (root) => root.querySelectorAll("form[data-picks]").forEach((form) => {
    const label = form.querySelector("[data-pick-all]");
    label.hidden = false;
    form.addEventListener("change", (event) => {
      if (event.target.closest("[data-pick-all]")) {
        form.querySelectorAll("input[name=chosen]").forEach((one) => { one.checked = event.target.checked; });
      }
      count(form);
    });
    count(form);
  });
  wire(document);
  document.body.addEventListener("htmx:afterSettle", (event) => wire(event.target.parentElement || document));

  // A chosen option narrows at once; typed words wait for Enter or the button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (form && event.target.matches("select, input[type=date]")) form.requestSubmit();
  });

  // On a phone the conditions are folded away until they are asked for.
  document.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-fold]");
    if (fold) fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
  });

  // Empty fields stay out of the address.
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form[data-filters]")) return;
    const given = event.detail.formData || event.detail.parameters;
    [...given.entries()].forEach(([name, value]) => { if (value === "") given.delete(name); });
  });
})();
