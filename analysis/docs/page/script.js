"use strict";
(() => {
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const element = (tag, props = {}, ...children) => {
    const out = Object.assign(document.createElement(tag), props);
    out.append(...children);
    return out;
  };
  document.documentElement.classList.add("js");

  // What a link leads to may be in closed details.
  const reveal = (target, focus = true) => {
    if (!target) return;
    for (let d = target; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    const own = target.matches(".owner") && find("details", target);
    if (own) own.open = true;
    target.scrollIntoView();
    const to = own ? find("summary", own) : target;
    if (focus) to.focus({ preventScroll: true });
  };
  const fromHash = () => { try { reveal(byId(decodeURIComponent(location.hash.slice(1)))); } catch { /* no ID */ } };
  addEventListener("hashchange", fromHash);
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) fromHash();
  });

  // The sheet shows copies of statements.
  const sheet = byId("sheet");
  const title = byId("sheet-title");
  const body = byId("sheet-body");
  const show = (text, owner, statements, highlight) => {
    title.textContent = text;
    body.replaceChildren();
    if (owner) {
      const link = element("a", { href: "#" + owner.id, textContent: "All of " + owner.dataset.name });
      link.addEventListener("click", () => sheet.close());
      body.append(element("p", {}, link));
    }
    for (const st of statements) {
      const copy = st.cloneNode(true);
      copy.removeAttribute("id");
      copy.removeAttribute("tabindex");
      const from = st.closest(".owner");
      if (from && from !== owner && !from.contains(owner)) copy.prepend(element("p", {}, element("small", { textContent: "From " + from.dataset.name })));
      for (const code of all("[data-a]", copy)) {
        if (highlight(code.textContent)) code.replaceChildren(element("mark", { textContent: code.textContent }));
      }
      body.append(copy);
    }
    if (!statements.length) body.append(element("p", { textContent: "No statement." }));
    sheet.showModal();
    sheet.scrollTop = 0;
    title.focus();
  };
  byId("sheet-close").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (e) => { if (e.target === sheet) sheet.close(); });

  const serviceOf = (pattern) => {
    const i = pattern.indexOf(":");
    const prefix = pattern.slice(0, Math.max(i, 0)).toLowerCase();
    return i < 0 || /[*?]/.test(prefix) ? "*" : prefix;
  };
  const openCell = (cell) => {
    const owner = byId(cell.dataset.o);
    const service = cell.dataset.s;
    const owners = [owner, ...owner.dataset.attached.split(" ").filter(Boolean).map(byId)];
    const statements = owners.flatMap((o) => all(".st", o)).filter((st) => st.dataset.s.split(", ").includes(service) && !st.matches(".trust"));
    show(owner.dataset.name + ", " + (service === "*" ? "every service" : service), owner, statements, (a) => serviceOf(a) === service);
  };

  // The table of roles and services.
  const heat = find(".heat");
  if (heat) {
    heat.addEventListener("click", (e) => {
      const cell = e.target.closest(".c");
      if (!cell || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      openCell(cell);
    });
    heat.addEventListener("keydown", (e) => {
      const at = e.target.closest("td, th");
      if (!at || !e.key.startsWith("Arrow") || e.altKey || e.ctrlKey || e.metaKey) return;
      const step = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[e.key];
      let next = null;
      if (step) {
        for (next = at[step]; next && !find("a", next); next = next[step]);
      } else {
        const rows = all("tbody tr", heat).filter((r) => !r.hidden);
        const by = e.key === "ArrowDown" ? 1 : -1;
        for (let i = rows.indexOf(at.parentElement) + by; rows[i]; i += by) {
          if (find("a", rows[i].cells[at.cellIndex])) { next = rows[i].cells[at.cellIndex]; break; }
        }
      }
      if (next) { e.preventDefault(); find("a", next).focus(); }
    });
    const filter = byId("heat-filter");
    filter.addEventListener("input", () => {
      const q = filter.value.trim().toLowerCase();
      for (const row of all("tbody tr", heat)) row.hidden = !row.dataset.name.toLowerCase().includes(q);
    });
    byId("heat-level").addEventListener("change", (e) => { heat.dataset.level = e.target.value; });
    byId("heat-tools").addEventListener("submit", (e) => e.preventDefault());
  }

  // The list of roles.
  const roleFilter = byId("role-filter");
  if (roleFilter) {
    const roles = all("#roles .owner").map((el) => ({ el, text: [el.dataset.name, find(".brief", el).textContent, ...all(".st", el).map((st) => st.dataset.s)].join(" ").toLowerCase() }));
    roleFilter.addEventListener("input", () => {
      const q = roleFilter.value.trim().toLowerCase();
      let count = 0;
      for (const r of roles) {
        r.el.hidden = !r.text.includes(q);
        if (!r.el.hidden) count++;
      }
      byId("role-status").textContent = q ? count + " of " + roles.length + " roles" : "";
    });
    byId("role-tools").addEventListener("submit", (e) => e.preventDefault());
  }

  // The graph: what has to do with the box under the pointer or focus.
  for (const graph of all("svg.graph")) {
    const edges = all(".e", graph);
    const light = (id) => {
      graph.classList.toggle("focus", Boolean(id));
      for (const el of all(".on", graph)) el.classList.remove("on");
      if (!id) return;
      byId(id).classList.add("on");
      for (const e of edges) {
        if (e.dataset.f !== id && e.dataset.t !== id) continue;
        e.classList.add("on");
        byId(e.dataset.f).classList.add("on");
        byId(e.dataset.t).classList.add("on");
      }
    };
    const boxOf = (e) => e.target.closest(".n")?.id;
    graph.addEventListener("mouseover", (e) => light(boxOf(e)));
    graph.addEventListener("mouseleave", () => light());
    graph.addEventListener("focusin", (e) => light(boxOf(e)));
    graph.addEventListener("focusout", () => light());
  }

  // Search. A pattern is found by the actions that it matches, too.
  const input = byId("q");
  if (input) {
    const known = JSON.parse(byId("index").textContent);
    const names = { L: "List", R: "Read", T: "Tagging", W: "Write", P: "Permissions management", M: "Several levels", U: "Unknown" };
    const most = 200;
    let statements = null;
    const load = () => statements ??= all(".st").map((el) => ({
      el, owner: el.closest(".owner"), sid: find(".sid b", el).textContent, effect: find(".eff", el).textContent,
      actions: all("[data-a]", el).map((c) => ({ name: c.textContent, level: c.dataset.l, not: "not" in c.dataset })),
    }));
    const matcher = (q) => {
      if (!/[*?]/.test(q)) return (name) => name.toLowerCase().includes(q);
      const re = new RegExp("^" + q.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*").replace(/\?/g, ".") + "$", "i");
      return (name) => re.test(name);
    };
    // Hits are the actions of a statement that match: its own, or what its patterns match.
    const hits = (st, q, test) => {
      const out = [];
      for (const a of st.actions) {
        if (a.not) {
          if (!test(a.name)) { out.push({ ...a, name: "every action except " + st.actions.map((o) => o.name).join(", ") }); }
          return out;
        }
        if (test(a.name)) { out.push(a); continue; }
        if (a.name === "*" && q.includes(":")) { out.push(a); continue; }
        const matched = (known[a.name] ?? []).filter(([name]) => test(name));
        for (const [name, level] of matched.slice(0, 20)) out.push({ name, level, via: a.name });
      }
      return out;
    };
    const row = (st, a) => {
      const link = element("a", { href: "#" + st.el.id, textContent: st.sid });
      link.addEventListener("click", (e) => {
        if (e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault();
        show(st.owner.dataset.name + ", " + st.sid, st.owner, [st.el], (name) => name === a.name || name === a.via);
      });
      const action = element("td", {}, element("code", { textContent: a.name }));
      if (a.via) action.append(" ", element("small", { textContent: "by " + a.via }));
      const level = element("td", {}, element("span", { className: "lv " + a.level, textContent: a.level, ariaHidden: "true" }), " " + names[a.level]);
      return element("tr", {}, action, level, element("td", { textContent: st.effect }), element("td", { textContent: st.owner.dataset.name }), element("td", {}, link));
    };
    const search = () => {
      const q = input.value.trim().toLowerCase();
      const out = byId("results-body");
      byId("results").hidden = !q;
      out.replaceChildren();
      if (!q) { byId("q-status").textContent = ""; return; }
      const test = matcher(q);
      const exact = [];
      const other = [];
      const used = new Set();
      const owners = new Set();
      for (const st of load()) {
        for (const a of hits(st, q, test)) {
          (a.name.toLowerCase() === q ? exact : other).push([st, a]);
          used.add(st);
          owners.add(st.owner);
        }
      }
      const found = exact.concat(other);
      const permissions = found.length;
      out.append(...found.slice(0, most).map(([st, a]) => row(st, a)));
      const many = (n, one, more) => n + " " + (n === 1 ? one : more);
      byId("q-status").textContent = permissions === 0 ? "No statement names such an action." :
        many(permissions, "action", "actions") + " in " + many(used.size, "statement", "statements") + " of " + many(owners.size, "role or policy", "roles and policies") +
        (permissions > most ? "; the first " + most + " are listed" : "");
    };
    input.addEventListener("input", search);
    input.addEventListener("keydown", (e) => {
      if (e.key === "Escape") { input.value = ""; search(); }
      if (e.key === "Enter" || e.key === "ArrowDown") {
        const first = find("#results-body a");
        if (first) { e.preventDefault(); first.focus(); }
      }
    });
    byId("results").addEventListener("keydown", (e) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (e.key === "Escape") input.focus();
      if (!by) return;
      const links = all("#results-body a");
      const i = links.indexOf(document.activeElement);
      if (i < 0) return;
      e.preventDefault();
      (links[i + by] ?? input).focus();
    });
    document.addEventListener("keydown", (e) => {
      if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || sheet.open || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
      e.preventDefault();
      input.focus();
      scrollTo({ top: 0 });
    });
  }

  // Paper shows everything.
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open])"); for (const d of closed) d.open = true; });
  addEventListener("afterprint", () => { for (const d of closed) d.open = false; });

  if (location.hash) fromHash();
})();
