/*
 * Cases: keys of the inbox and of a case, drafts that outlive a reload, mentions of colleagues, and news from the server
 * of what changed meanwhile. Everything here is also a link, a button or a form; without this script they are all there.
 */
(() => {
  "use strict";

  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const one = (selector, from = document) => from.querySelector(selector);
  const number = (count) => new Intl.NumberFormat(document.documentElement.lang).format(count);

  /* Drafts: kept in the browser under the case and what is written, until it was sent. */

  const DRAFT = "hamdel.draft.";
  const caseHead = one("[data-live-case]");

  function draftOf(form) {
    return DRAFT + form.dataset.draft;
  }

  function keepDraft(form) {
    const words = one("[data-words]", form).value;
    try {
      if (words.trim()) localStorage.setItem(draftOf(form), words);
      else localStorage.removeItem(draftOf(form));
    } catch {
      /* A full or forbidden storage: the words stay in the page. */
    }
  }

  function restoreDrafts() {
    const sent = caseHead?.dataset.sent;
    for (const form of all("[data-draft]")) {
      try {
        if (sent && form.dataset.draft.endsWith(`:${sent}`)) localStorage.removeItem(draftOf(form));
        const field = one("[data-words]", form);
        const kept = localStorage.getItem(draftOf(form));
        if (kept && !field.value) {
          field.value = kept;
          form.closest("details").open = true;
          one("[data-draft-kept]").hidden = false;
        }
      } catch {
        return;
      }
    }
    if (sent) {
      const address = new URL(location.href);
      address.searchParams.delete("sent");
      history.replaceState(null, "", address);
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("[data-draft]");
    if (form && event.target.matches("[data-words]")) keepDraft(form);
  });

  /* Opening a place to write puts the cursor there. */
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".compose[open]") && !document.activeElement?.matches("textarea")) {
      one("[data-words]", event.target)?.focus();
    }
  }, true);

  /* Mentions: `@` and some letters offer colleagues by name. */

  let offered = null;

  function wordAtCursor(field) {
    const before = field.value.slice(0, field.selectionStart);
    const at = before.lastIndexOf("@");
    return at >= 0 && !/\n/.test(before.slice(at)) && before.length - at <= 40 ? { at, word: before.slice(at + 1) } : null;
  }

  function closeOffer() {
    offered?.remove();
    offered = null;
  }

  function take(field, name) {
    const found = wordAtCursor(field);
    if (found) field.setRangeText(`@${name} `, found.at, field.selectionStart, "end");
    closeOffer();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function offer(field) {
    closeOffer();
    const found = wordAtCursor(field);
    if (!found) return;
    const names = all("option", document.getElementById(field.dataset.mentions)).map((option) => option.value);
    const wanted = found.word.toLocaleLowerCase();
    const matching = names.filter((name) => name.toLocaleLowerCase().includes(wanted) && name !== found.word).slice(0, 6);
    if (!matching.length) return;
    offered = document.createElement("div");
    offered.className = "mention-list";
    offered.setAttribute("role", "listbox");
    matching.forEach((name, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.classList.toggle("is-current", place === 0);
      button.addEventListener("click", () => take(field, name));
      offered.append(button);
    });
    field.after(offered);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-mentions]")) offer(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (!offered) return;
    const buttons = all("button", offered);
    const at = buttons.findIndex((button) => button.classList.contains("is-current"));
    if (event.key === "Escape") closeOffer();
    else if (event.key === "Enter" || event.key === "Tab") buttons[at]?.click();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (at + (event.key === "ArrowDown" ? 1 : buttons.length - 1)) % buttons.length;
      buttons.forEach((button, place) => button.classList.toggle("is-current", place === next));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  /* Keys: a takes, e closes or corrects, r replies, m notes. */

  const { table, current, chooseCurrent, keys } = window.hamdelRows;

  /* On the list what a key does goes to the rows that are chosen, or to the current one. */
  function press(letter) {
    if (table() && !chooseCurrent()) return false;
    const button = one(`[data-do="${letter}"]`);
    button?.click();
    return Boolean(button);
  }

  /* A reply is written on the page of its case. */
  function reply() {
    if (!table()) return press("r");
    const link = current() && one("[data-open]", current());
    if (link) location.href = `${link.href}#reply`;
    return Boolean(link);
  }

  keys({ a: () => press("a"), e: () => press("e"), m: () => press("m"), r: reply });

  /* News: the list marks what changed and counts, and takes nothing from under anybody. */

  const place = one("[data-live-cases]");
  const news = one("[data-live-news]");
  const unseen = new Set();

  function showCounts(counts) {
    for (const badge of all("[data-live-count]")) {
      const count = counts[badge.dataset.liveCount];
      if (count !== undefined) badge.textContent = number(count);
    }
  }

  function showNews() {
    if (!news) return;
    news.hidden = unseen.size === 0;
    const count = one("[data-count]", news);
    if (count) count.textContent = number(unseen.size);
  }

  function changed(change) {
    if (caseHead) {
      const here = Number(caseHead.dataset.liveCase) === change.case;
      if (here && (change.gone || change.revision > Number(caseHead.dataset.revision))) unseen.add(change.case);
      return;
    }
    const row = one(`tr[data-case="${Number(change.case)}"]`);
    if (row && !change.gone && change.revision <= Number(row.dataset.revision)) return;
    unseen.add(change.case);
    if (row) {
      row.classList.add("is-changed");
      one("[data-live-mark]", row).hidden = false;
    }
  }

  function state(name) {
    const line = one("[data-live-state]");
    if (line) line.textContent = line.dataset[name];
  }

  function listen() {
    const source = new EventSource(place.dataset.liveCases);
    source.addEventListener("open", () => state("live"));
    source.addEventListener("counts", (event) => showCounts(JSON.parse(event.data)));
    source.addEventListener("cases", (event) => {
      const told = JSON.parse(event.data);
      showCounts(told.counts);
      told.cases.forEach(changed);
      showNews();
    });
    source.addEventListener("again", () => {
      unseen.add(0);
      showNews();
    });
    source.addEventListener("error", () => {
      state("lost");
      /* Refused rather than lost: the browser does not come back by itself then. */
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 30_000);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  }

  restoreDrafts();
  if (location.hash === "#reply") one("[data-do='r']")?.click();
  if (place && window.EventSource) listen();
})();
