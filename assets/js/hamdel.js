/*
 * What a page does beyond links and forms: keys, theme, copying, dialogs, flashes, waiting and errors of htmx.
 * Holds no words: every sentence is in the page, in data attributes of <body> or of the element concerned.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const words = () => document.body.dataset;

  /* Theme: the cookie lets the server draw the next page right from the start. */

  const YEAR_SECONDS = 31_536_000;

  function themeNow() {
    return root.dataset.theme || "system";
  }

  function setTheme(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${themeNow()}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
    markTheme();
    document.dispatchEvent(new CustomEvent("hamdel:theme"));
  }

  function markTheme() {
    for (const button of all("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === themeNow()));
    }
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new CustomEvent("hamdel:theme"));
  });

  /* Paper is white whatever the screen shows. */
  let themeBeforePrint;
  addEventListener("beforeprint", () => {
    themeBeforePrint = root.dataset.theme;
    root.dataset.theme = "light";
    document.dispatchEvent(new CustomEvent("hamdel:theme"));
  });
  addEventListener("afterprint", () => {
    if (themeBeforePrint) root.dataset.theme = themeBeforePrint;
    else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent("hamdel:theme"));
  });

  /* Toasts and flashes */

  function icon(name) {
    const sprite = one("use")?.getAttribute("href")?.split("#")[0] ?? "";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  function toastPlace() {
    let place = one(".toasts");
    if (!place) {
      place = document.createElement("div");
      place.className = "toasts";
      place.setAttribute("aria-live", "polite");
      document.body.append(place);
    }
    return place;
  }

  function toast(sentence, tone = "info") {
    if (!sentence) return;
    const flash = document.createElement("div");
    flash.className = `flash flash-${tone}`;
    if (tone === "poor") flash.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = sentence;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-quiet button-icon button-small";
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", words().wordClose ?? "");
    close.append(icon("close"));
    flash.append(icon(tone === "poor" ? "warning" : tone === "good" ? "check" : "info"), text, close);
    toastPlace().append(flash);
    if (tone !== "poor") dismissLater(flash, 6000);
  }

  /* Leaves after `wait` milliseconds, but never from under a pointer or the keyboard. */
  function dismissLater(flash, wait) {
    setTimeout(() => {
      if (flash.matches(":hover, :focus-within")) dismissLater(flash, wait);
      else flash.remove();
    }, wait);
  }

  function armFlashes(from) {
    for (const flash of all(".flash[data-dismiss-after]", from)) {
      dismissLater(flash, Number(flash.dataset.dismissAfter) || 6000);
      delete flash.dataset.dismissAfter;
    }
  }

  /* A chosen file fills the text it is for: data-file-into holds the selector. */

  document.addEventListener("change", (event) => {
    const into = event.target.dataset?.fileInto && one(event.target.dataset.fileInto);
    const file = event.target.files?.[0];
    if (into && file) file.text().then((text) => (into.value = text));
  });

  /* Copying: data-copy holds the text, or the selector of the element that holds it. */

  function copyText(button) {
    const given = button.dataset.copy;
    if (given.startsWith("#")) {
      const source = one(given);
      return source ? (source.value ?? source.textContent.trim()) : "";
    }
    return given || one("code", button.closest(".snippet") ?? document)?.textContent.trim() || "";
  }

  /* navigator.clipboard is missing on plain http other than localhost. */
  function copyTheOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.focus();
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy refused"));
  }

  /* The address of the list that holds the customers chosen in the form of a bulk bar, or of all that match. */
  function selectionAddress(form) {
    const given = new FormData(form);
    const everyone = given.has("all");
    const address = new URL(form.action, location.href);
    for (const [name, value] of given) {
      const kept = everyone ? !["of", "all", "selected"].includes(name) : name === "columns";
      if (kept) address.searchParams.append(name, value);
    }
    if (!everyone) address.searchParams.set("selected", given.getAll("selected").join(","));
    return address.href;
  }

  function copy(button, text) {
    const writing = navigator.clipboard?.writeText(text).catch(() => copyTheOldWay(text)) ?? copyTheOldWay(text);
    writing.then(
      () => toast(button.dataset.copied ?? words().wordCopied, "good"),
      () => toast(words().wordNotCopied, "poor"),
    );
  }

  /* Dialogs, menus and clicks */

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    for (const menu of all("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const doer = event.target.closest("[data-theme-set],[data-copy],[data-copy-selection],[data-dialog],[data-close],[data-dismiss],[data-print]");
    if (!doer) return;
    event.preventDefault();
    const data = doer.dataset;
    if ("themeSet" in data) setTheme(data.themeSet);
    else if ("copy" in data) copy(doer, copyText(doer));
    else if ("copySelection" in data) copy(doer, selectionAddress(doer.form));
    else if ("dialog" in data) openDialog(data.dialog);
    else if ("close" in data) doer.closest("dialog")?.close();
    else if ("print" in data) print();
    else doer.closest(".flash")?.remove();
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement)) return;
    if (field.matches("[data-submit]")) field.form?.requestSubmit();
    if (field.matches("[data-check-all]")) {
      for (const box of all("tbody td:first-child input[type=checkbox]", field.closest("table"))) box.checked = field.checked;
    }
    if (field.matches("input[type=checkbox]")) countChosen(field.closest("table"));
  });

  /* The bulk bar named by the table shows itself while rows are chosen, and how many. */
  function countChosen(table) {
    const bar = table?.dataset.bulk ? document.getElementById(table.dataset.bulk) : null;
    if (!bar) return;
    const chosen = all("tbody td:first-child :checked", table).length;
    bar.hidden = chosen === 0;
    const count = one("[data-count]", bar);
    if (count) count.textContent = new Intl.NumberFormat(root.lang).format(chosen);
  }

  /* Keys. A Persian keyboard gives Persian letters: then the place of the key decides. */

  function letterOf(event) {
    if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
    if (/^[\x00-\x7f]$/.test(event.key)) return event.key;
    if (event.key === "؟") return "?";
    if (event.code === "Slash" && !event.shiftKey) return "/";
    return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
  }

  function isTyping(target) {
    return target instanceof HTMLElement
      && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])"));
  }

  let goUntil = 0;
  const GO_WAIT_MS = 1500;

  function go(letter) {
    const link = one(`[data-go="${CSS.escape(letter)}"]`);
    if (link) link.click();
    return Boolean(link);
  }

  function focusSearch() {
    const field = one("[data-search]");
    field?.focus();
    field?.select();
    return Boolean(field);
  }

  function escape(target) {
    const menu = one("details.menu[open]");
    if (menu) {
      menu.open = false;
      one("summary", menu)?.focus();
    } else if (isTyping(target)) target.blur();
    else one(".toasts .flash:last-child")?.remove();
  }

  /* Moves through the rows of the table under the focus, or else of the first on the page. */
  function tableKey(letter) {
    const table = document.activeElement?.closest("table[data-keys]") ?? one("table[data-keys]");
    const rows = table ? all("tbody tr", table).filter((row) => row.offsetParent) : [];
    if (!rows.length) return false;
    const at = rows.findIndex((row) => row.classList.contains("is-current"));
    if (letter === "j" || letter === "k") {
      const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (letter === "j" ? 1 : -1)));
      rows[at]?.classList.remove("is-current");
      rows[next].classList.add("is-current");
      rows[next].tabIndex = -1;
      rows[next].focus({ preventScroll: true });
      rows[next].scrollIntoView({ block: "nearest" });
      return true;
    }
    if (at < 0) return false;
    const target = letter === "x" ? one("input[type=checkbox]", rows[at]) : (one("[data-open]", rows[at]) ?? one("a[href]", rows[at]));
    target?.click();
    return Boolean(target);
  }

  /* `n` new and `e` edit are whatever the page marks so. */
  function pageKey(letter) {
    const target = one(`[data-key="${CSS.escape(letter)}"]`);
    target?.click();
    return Boolean(target);
  }

  function handleLetter(letter, now) {
    if (goUntil > now) {
      goUntil = 0;
      return go(letter);
    }
    switch (letter) {
      case "/": return focusSearch();
      case "?": openDialog("keys"); return true;
      case "g": goUntil = now + GO_WAIT_MS; return true;
      case "j": case "k": case "x": return tableKey(letter);
      default: return /^[a-z]$/.test(letter) && pageKey(letter);
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const letter = letterOf(event);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letter === "k") {
      if (focusSearch()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (event.key === "Escape") escape(event.target);
    else if (event.key === "Enter") {
      if (event.target instanceof HTMLTableRowElement && tableKey("Enter")) event.preventDefault();
    } else if (!isTyping(event.target) && handleLetter(letter, event.timeStamp)) event.preventDefault();
  });

  /* htmx: nothing that a strict content policy refuses, and the server's own sentence when something fails. */

  if (window.htmx) {
    Object.assign(window.htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true });
  }

  function sentenceOf(xhr) {
    const type = xhr.getResponseHeader("Content-Type") ?? "";
    if (type.includes("json")) {
      try {
        const body = JSON.parse(xhr.responseText);
        return body.error?.message ?? body.message ?? "";
      } catch {
        return "";
      }
    }
    if (type.includes("html")) {
      const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
      return one("[data-error], .flash-poor p, .answer", page)?.textContent.trim() ?? "";
    }
    return xhr.responseText.trim().slice(0, 300);
  }

  /* Under 100 ms nothing is shown. */
  const WAIT_BEFORE_SHOWING_MS = 100;
  const waits = new WeakMap();

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const place = detail.target ?? detail.elt;
    place.setAttribute("aria-busy", "true");
    clearTimeout(waits.get(place));
    waits.set(place, setTimeout(() => place.classList.add("is-waiting"), WAIT_BEFORE_SHOWING_MS));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const place = detail.target ?? detail.elt;
    clearTimeout(waits.get(place));
    place.classList.remove("is-waiting");
    place.removeAttribute("aria-busy");
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    toast(sentenceOf(detail.xhr) || words().wordFailed, "poor");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => toast(words().wordOffline, "poor"));
  }
  document.addEventListener("htmx:load", ({ detail }) => armFlashes(detail.elt));

  markTheme();
  armFlashes(document);
  for (const table of all("table[data-bulk]")) countChosen(table);
})();
