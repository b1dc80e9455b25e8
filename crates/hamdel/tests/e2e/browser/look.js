// What a person and a screen reader would stumble over on this page; see `Look`. The argument is the window's width.
const width = arguments[0];
const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const told = (element) => `${element.outerHTML.slice(0, 120)}`;

// What scrolls by itself may be wider than the window; what only programs fill in stands outside of it.
const scrolls = (element) => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return true;
  }
  return false;
};
const sticksOut = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && (box.left < -1 || box.right > width + 1);
};

const named = (element) => {
  const label = element.labels?.[0]?.textContent ?? '';
  const by = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
  const text = element.tagName === 'INPUT' || element.tagName === 'SELECT' ? '' : element.textContent;
  return [element.getAttribute('aria-label') ?? '', by, label, text, element.getAttribute('title') ?? ''].some((words) => words.trim() !== '');
};

// Codes, names and words of customers stay as they are written.
const asWritten = 'bdi, code, pre, kbd, script, style, noscript, svg, time[dir], [dir="ltr"], [lang]:not(html), textarea, .chart';
const foreign = root.lang === 'fa' ? /[0-9]/ : /[۰-۹٠-٩]/;
const foreignDigits = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = texts.nextNode(); node; node = texts.nextNode()) {
  if (foreign.test(node.data) && !node.parentElement.closest(asWritten)) foreignDigits.push(node.data.trim().slice(0, 80));
}

const ids = all('[id]').map((element) => element.id);
return {
  lang: root.lang,
  dir: root.dir,
  title: document.title,
  headings: all('h1').filter(shown).map((element) => element.textContent.trim()),
  overflow: Math.max(0, root.scrollWidth - width),
  wide: all('body *').filter((element) => shown(element) && sticksOut(element) && !scrolls(element) && !element.closest('.trap')).slice(0, 5).map(told),
  nameless: all('a[href], button, input:not([type="hidden"]), select, textarea, summary').filter((element) => shown(element) && !named(element)).map(told),
  doubled: [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))],
  foreign_digits: foreignDigits,
  font: document.fonts.check(`16px ${root.lang === 'fa' ? 'Vazirmatn' : 'Inter'}`),
  empty_charts: all('[data-chart]').filter((chart) => chart.getBoundingClientRect().height < 40).length,
  ground: [document.body, root].map((element) => getComputedStyle(element).backgroundColor).find((colour) => colour !== 'rgba(0, 0, 0, 0)') ?? '',
  untranslated: [...document.body.innerText.matchAll(/\b(?:kind|channel|stage|standing|drop|column|tile|period)-[a-z_-]+\b/g)].map((match) => match[0]),
};
