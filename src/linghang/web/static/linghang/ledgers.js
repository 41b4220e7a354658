// Ledgers: fields that come and go with others, lists of names, and the grid. All of it works without.
(() => {
  const SEVERAL = /[、,，;；\n|]+/;
  const split = (text) => text.split(SEVERAL).map((one) => one.trim()).filter(Boolean);
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const ask = async (url, facts) => {
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams(facts), credentials: "same-origin", headers: { "X-CSRFToken": token() } });
    return answer.ok ? answer.json() : null;
  };
  const made = (name, facts, ...inside) => {
    const one = document.createElement(name);
    Object.entries(facts).forEach(([key, value]) => { if (key in one) one[key] = value; else one.setAttribute(key, value); });
    one.append(...inside);
    return one;
  };

  // A field that does not apply is not shown and not sent; the server judges again.
  const around = document.querySelector("[data-ledger-form]");
  const form = around && document.querySelector("form[data-form]");
  if (form) {
    const named = (code) => form.elements.namedItem(`f_${code}`) || form.elements.namedItem(code);
    const value = (code) => {
      const one = named(code);
      if (!one) return "";
      if (one instanceof RadioNodeList) return one.value;
      if (one.disabled) return "";
      const found = /（([^（）]+)）$/.exec(one.value);
      return one.tagName === "INPUT" && found ? found[1] : one.value;
    };
    const holds = (one) => {
      const told = value(one.field).trim();
      if (told === "") return false;
      if (one.in) return one.in.includes(told);
      const number = parseFloat(told.replaceAll(",", ""));
      return "least" in one ? number >= one.least : number < one.below;
    };
    const conditional = [...form.querySelectorAll("[data-when]")].map((one) => one.closest(".field"));
    const fields = [...new Set(conditional)].map((field) => [field, JSON.parse(field.querySelector("[data-when]").dataset.when)]);
    const judge = () => fields.forEach(([field, when]) => {
      const applies = when.any ? when.of.some(holds) : when.of.every(holds);
      field.hidden = !applies;
      field.querySelectorAll("input, select, textarea").forEach((one) => { one.disabled = !applies; });
    });
    form.addEventListener("input", judge);
    form.addEventListener("change", judge);
    judge();

    // Several names: what is chosen stands as ticks; who was absent is unticked.
    form.querySelectorAll("textarea[data-several]").forEach((area) => {
      const isPerson = area.dataset.several === "person";
      const list = made("ul", { className: "chosen", "aria-label": "已选" });
      const count = made("span", { className: "soft small", "aria-live": "polite" });
      const offered = made("datalist", { id: `${area.id}-offered` });
      const input = made("input", { type: "text", autocomplete: "off", placeholder: isPerson ? "姓名、拼音或工号，选中后回车" : "名称，选中后回车", "aria-label": "添加" });
      input.setAttribute("list", offered.id);
      input.setAttribute("data-no-draft", "");
      if (!isPerson) document.querySelectorAll("datalist[id$=offered]:not([id^='" + area.id + "']) option, #id_unit-offered option").forEach((one) => { if (area.dataset.several === "unit") offered.append(made("option", { value: one.value })); });
      const write = () => {
        const told = [...list.querySelectorAll("input")].filter((one) => one.checked).map((one) => one.value).join("、");
        if (told !== area.value) { area.value = told; area.dispatchEvent(new Event("input", { bubbles: true })); }
        const ticked = told ? split(told).length : 0;
        count.textContent = list.children.length ? `已选${ticked}${isPerson ? "人" : "个"}${list.children.length > ticked ? `，未选${list.children.length - ticked}` : ""}` : "";
      };
      const has = (text) => [...list.querySelectorAll("input")].find((one) => one.value === text);
      const put = (text) => {
        const there = has(text);
        if (there) { there.checked = true; return; }
        const box = made("input", { type: "checkbox", checked: true, value: text });
        box.setAttribute("data-no-draft", "");
        list.append(made("li", {}, made("label", {}, box, made("span", {}, text))));
      };
      const take = () => { split(input.value).forEach(put); input.value = ""; offered.replaceChildren(...(isPerson ? [] : offered.children)); write(); };
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); take(); } });
      input.addEventListener("change", take);
      input.addEventListener("paste", () => setTimeout(() => { if (SEVERAL.test(input.value)) take(); }));
      let timer = 0;
      if (isPerson && around.dataset.choose) input.addEventListener("input", (event) => {
        event.stopPropagation();
        if (/（.+）$/.test(input.value)) { take(); return; }
        clearTimeout(timer);
        timer = setTimeout(async () => {
          const found = input.value.trim() ? await ask(around.dataset.choose, { q: input.value }) : [];
          offered.replaceChildren(...(found || []).map((value) => made("option", { value })));
        }, 200);
      });
      list.addEventListener("change", write);
      const tools = made("p", { className: "several-tools" }, input);
      if (isPerson && around.dataset.people) {
        const all = made("button", { type: "button", className: "button" }, "本单位全部人员");
        all.addEventListener("click", async () => {
          const found = await ask(around.dataset.people, { unit: form.elements.namedItem("unit").value });
          if (found === null) { count.textContent = "请先填写单位，再取全部人员。"; return; }
          found.forEach(put);
          write();
        });
        tools.append(all);
      }
      split(area.value).forEach(put);
      area.hidden = true;
      area.after(tools, list, count);
      const label = form.querySelector(`label[for="${area.id}"]`);
      if (label) { input.id = `${area.id}-add`; label.htmlFor = input.id; }
      write();
    });

    // One person or record: offered while one types.
    if (around.dataset.choose) form.querySelectorAll("input[data-person]").forEach((input) => {
      const list = document.getElementById(input.getAttribute("list"));
      let timer = 0;
      input.addEventListener("input", () => {
        clearTimeout(timer);
        if (!input.value.trim() || /（.+）$/.test(input.value)) return;
        timer = setTimeout(async () => {
          const found = await ask(around.dataset.choose, { q: input.value });
          if (found) list.replaceChildren(...found.map((value) => made("option", { value })));
        }, 200);
      });
    });

    // What was photographed is named beside the button.
    form.querySelectorAll("input[capture]").forEach((one) => one.addEventListener("change", () => {
      one.previousElementSibling.textContent = one.files.length ? `已拍照${one.files.length}张` : "拍照";
    }));
  }

  // The grid: Enter goes down, a block from a spreadsheet fills cells to the right and below.
  const grid = document.querySelector("form[data-grid]");
  if (grid) {
    const body = grid.querySelector("tbody");
    const most = Number(grid.dataset.most);
    const cells = (row) => [...row.querySelectorAll("input, select")];
    const add = () => {
      if (body.rows.length >= most) return null;
      const row = body.rows[body.rows.length - 1].cloneNode(true);
      row.querySelectorAll(".error").forEach((one) => one.remove());
      row.querySelectorAll(".wrong").forEach((one) => one.classList.remove("wrong"));
      const number = body.rows.length + 1;
      row.querySelector("th").textContent = number;
      cells(row).forEach((one) => {
        one.removeAttribute("aria-invalid");
        one.setAttribute("aria-label", one.getAttribute("aria-label").replace(/^第\d+行/, `第${number}行`));
        if (one.name !== "c_unit") one.value = "";
      });
      body.append(row);
      return row;
    };
    const fill = (cell, text) => {
      if (cell.tagName !== "SELECT") { cell.value = text; return; }
      const found = [...cell.options].find((one) => one.value === text || one.text === text);
      cell.value = found ? found.value : "";
    };
    grid.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("td input, td select")) return;
      event.preventDefault();
      const row = event.target.closest("tr");
      const next = row.nextElementSibling || add();
      if (next) cells(next)[cells(row).indexOf(event.target)].focus();
    });
    grid.addEventListener("paste", (event) => {
      if (!event.target.matches("td input")) return;
      const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
      if (lines.length === 1 && lines[0].length === 1) return;
      event.preventDefault();
      let row = event.target.closest("tr");
      const start = cells(row).indexOf(event.target);
      lines.forEach((texts, at) => {
        if (at) row = row && (row.nextElementSibling || add());
        if (row) texts.forEach((text, over) => { const cell = cells(row)[start + over]; if (cell) fill(cell, text.trim()); });
      });
      grid.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const more = grid.querySelector("[data-grid-more]");
    more.hidden = false;
    more.addEventListener("click", () => { const row = add(); if (row) cells(row)[0].focus(); });
  }
})();
