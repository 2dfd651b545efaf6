
/* Filter, paging and print. The page is complete without it. Written for old browsers, and without the two characters
   that XML would not take here. */
(function () {
  'use strict';
  var d = document, form = d.getElementById('filter');
  if (!form) { return; }
  var LISTED = 200, PRINTED = 2000;
  function all(selector, within) { return Array.prototype.slice.call((within || d).querySelectorAll(selector)); }
  function say(name, n, m) {
    function shown(x) { return String(x).replace(/\B(?=(\d{3})+$)/g, ','); }
    return form.getAttribute('data-' + name).replace('{n}', shown(n)).replace('{m}', shown(m));
  }
  function value(id) { var e = d.getElementById(id); return e ? e.value : ''; }

  var rules = all('details.rule').map(function (el) {
    var more = el.querySelector('.more');
    return {
      el: el, body: el.querySelector('table.f tbody'), more: more, chunks: all('noscript', el), next: 0,
      total: +more.getAttribute('data-n'), severity: el.getAttribute('data-s'), area: el.getAttribute('data-a'),
      head: el.querySelector('summary').textContent.toLowerCase(), start: null, matches: null, limit: LISTED
    };
  });

  /* A chunk is the text of a whole table; its rows stand one a line. */
  function rowsOf(chunk) {
    var text = chunk.textContent, from = text.indexOf('\x3ctbody>'), to = text.lastIndexOf('\x3c/tbody>');
    return text.slice(from + 7, to);
  }
  function note(rule) {
    var of = rule.matches === null ? rule.total : rule.matches, shown = rule.body.rows.length, left = of - shown;
    rule.more.hidden = !(left > 0);
    rule.more.firstChild.textContent = say('rest', shown, of);
    rule.more.querySelector('button').textContent = say('more', Math.min(500, left), of);
  }
  function addChunk(rule) {
    if (rule.next >= rule.chunks.length) { return false; }
    if (rule.start === null) { rule.start = rule.body.innerHTML; }
    rule.body.insertAdjacentHTML('beforeend', rowsOf(rule.chunks[rule.next]));
    rule.next += 1;
    return true;
  }
  function restore(rule) {
    if (rule.start !== null) { rule.body.innerHTML = rule.start; rule.next = 0; }
    rule.matches = null;
    rule.limit = LISTED;
    note(rule);
  }

  function escaped(text) {
    return text.replace(/\x26/g, '\x26amp;').replace(/\x3c/g, '\x26lt;').replace(/>/g, '\x26gt;')
      .replace(/"/g, '\x26quot;').replace(/'/g, '\x26#39;');
  }
  /* What a row says, without its tags: a search for "td" must not find every row. */
  function plain(row) { return row.replace(/\x3c[^>]*>/g, '\n'); }
  /* How findings are accounted for that are wanted; null where all are. */
  var kinds = null;
  function isWanted(row) {
    if (kinds === null) { return true; }
    var k = / data-k="(\w+)"/.exec(row.slice(0, row.indexOf('>')));
    return kinds[k ? k[1] : 'new'] === true;
  }
  function scan(rule, query, place) {
    if (rule.start === null) { rule.start = rule.body.innerHTML; }
    var wanted = escaped(query), inPlace = 'data-p="' + escaped(place) + '"', kept = [], count = 0;
    function look(text) {
      text.split('\n').forEach(function (row) {
        if (row.indexOf('\x3ctr') !== 0) { return; }
        if (!isWanted(row)) { return; }
        if (place) { if (row.indexOf(inPlace) === -1) { return; } }
        if (query) {
          var lower = row.toLowerCase();
          if (lower.indexOf(wanted) === -1) { return; }
          if (plain(lower).indexOf(wanted) === -1) { return; }
        }
        count += 1;
        if (rule.limit >= count) { kept.push(row); }
      });
    }
    look(first(rule));
    rule.chunks.forEach(function (chunk) { look(rowsOf(chunk)); });
    rule.body.innerHTML = kept.join('\n');
    rule.matches = count;
    note(rule);
    return count;
  }
  /* The browser writes quotes in texts unescaped; the other rows are as they stand in the file. */
  function first(rule) {
    if (rule.source) { return rule.source; }
    var box = d.createElement('tbody');
    box.innerHTML = rule.start;
    rule.source = all('tr', box).map(function (tr) {
      var k = tr.getAttribute('data-k');
      return '\x3ctr data-p="' + escaped(tr.getAttribute('data-p') || '') + (k ? '" data-k="' + k : '') + '">' +
        tr.innerHTML.replace(/>([^\x3c]+)\x3c/g, function (_, text) {
          return '>' + text.replace(/"/g, '\x26quot;').replace(/'/g, '\x26#39;') + '\x3c';
        }) + '\x3c/tr>';
    }).join('\n');
    return rule.source;
  }

  var found = d.getElementById('found');
  function apply() {
    var query = value('q').trim().toLowerCase(), area = value('area'), place = value('place'), severities = {}, sum = 0;
    all('input[name="s"]', form).forEach(function (box) { severities[box.value] = box.checked; });
    kinds = null;
    all('input[name="k"]', form).forEach(function (box) { if (!box.checked) { kinds = {}; } });
    if (kinds) { all('input[name="k"]:checked', form).forEach(function (box) { kinds[box.value] = true; }); }
    rules.forEach(function (rule) {
      var count = 0, wanted = severities[rule.severity] !== false ? (!area || rule.area === area) : false;
      if (wanted) {
        var inHead = query ? rule.head.indexOf(query) !== -1 : true;
        rule.limit = LISTED;
        if (inHead ? !place ? kinds === null : false : false) { restore(rule); count = rule.total; } else {
          count = scan(rule, inHead ? '' : query, place);
        }
      }
      rule.el.hidden = count === 0;
      if (query ? count > 0 : false) { rule.el.open = true; }
      sum += count;
    });
    found.textContent = say('found', sum, sum);
  }

  var timer = 0;
  function later() { clearTimeout(timer); timer = setTimeout(apply, 200); }
  form.hidden = false;
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  form.addEventListener('reset', later);
  function openAll(open) {
    return function () { rules.forEach(function (rule) { if (!rule.el.hidden) { rule.el.open = open; } }); };
  }
  d.getElementById('open').addEventListener('click', openAll(true));
  d.getElementById('close').addEventListener('click', openAll(false));
  rules.forEach(function (rule) {
    note(rule);
    rule.more.querySelector('button').addEventListener('click', function () {
      if (rule.matches === null) { addChunk(rule); note(rule); return; }
      rule.limit += 500;
      var query = value('q').trim().toLowerCase();
      scan(rule, rule.head.indexOf(query) === -1 ? query : '', value('place'));
    });
  });
  found.textContent = say('found', rules.reduce(function (sum, rule) { return sum + rule.total; }, 0), 0);

  /* Who follows a link to a rule wants to see it. */
  function target() {
    var el = location.hash.length > 1 ? d.getElementById(location.hash.slice(1)) : null;
    if (el ? el.tagName === 'DETAILS' : false) { el.hidden = false; el.open = true; el.scrollIntoView(); }
  }
  window.addEventListener('hashchange', target);
  target();

  /* On paper everything is open, as many rows as anybody would print, and what is missing is said. */
  var closed = [];
  window.addEventListener('beforeprint', function () {
    closed = all('details').filter(function (el) { return !el.open; });
    closed.forEach(function (el) { el.open = true; });
    var printed = rules.reduce(function (sum, rule) { return sum + rule.body.rows.length; }, 0);
    rules.forEach(function (rule) {
      if (rule.matches === null) {
        while (PRINTED > printed) {
          if (!addChunk(rule)) { break; }
          printed += 500;
        }
      }
      note(rule);
      var of = rule.matches === null ? rule.total : rule.matches;
      rule.more.firstChild.textContent = say('cut', rule.body.rows.length, of);
    });
  });
  window.addEventListener('afterprint', function () {
    closed.forEach(function (el) { el.open = false; });
    rules.forEach(note);
  });
}());
