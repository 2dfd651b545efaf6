// The HTML report in a real browser: what no parser sees. Run by `tests/browser/run`.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, '../..');
const program = process.env.LEDGERLINT;
const many = Number(process.env.FINDINGS ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), 'ledgerlint-browser-'));
const axe = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
let browser;

function check(paths, format, ...more) {
  const file = join(folder, `${paths.join('-').replace(/\W/g, '_')}.${format}`);
  const args = ['check', ...paths, '--as-of', '2021-05-13', '--format', format, '--output', file, '--quiet', ...more];
  const { status, stderr } = spawnSync(program, args, { cwd: project, env: { ...process.env, LANG: 'zh_CN.UTF-8' } });
  assert.ok(status === 0 || status === 1, `${stderr}`);
  return file;
}

function keep(name, bytes) {
  const target = process.env.PICTURES;
  if (!target) return;
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, name), bytes);
}

before(() => { browser = new Chromium(process.env.CHROMIUM); });
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const widths = [['wide', 1280], ['phone', 390]];
const schemes = [['light', false], ['dark', true]];

test('no fault, no request, nothing wider than the screen, no barrier that axe finds', async (t) => {
  const file = check(['samples/posts'], 'html');
  for (const [place, width] of widths) {
    for (const [scheme, dark] of schemes) {
      await t.test(`${place}, ${scheme}`, async () => {
        const page = await browser.open(file, { width, dark });
        keep(`${place}-${scheme}.png`, await page.picture());
        await page.evaluate(() => document.getElementById('findings').scrollIntoView());
        keep(`${place}-${scheme}-findings.png`, await page.picture());
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${overflow} pixels too wide`);
        // everything is looked at, what is folded away too
        await page.evaluate(() => document.querySelectorAll('details').forEach((el) => { el.open = true; }));
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
          const { violations, passes } = await axe.run(document, { runOnly: tags });
          const told = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
          return { told, contrast: passes.some((p) => p.id === 'color-contrast') };
        });
        assert.deepEqual(found, { told: [], contrast: true });
        assert.deepEqual(page.faults, []);
        await page.close();
      });
    }
  }
});

test('the filter finds what the JSON report holds', async () => {
  const page = await browser.open(check(['samples/huibu-2021'], 'html', '--no-mask'));
  const report = JSON.parse(readFileSync(check(['samples/huibu-2021'], 'json'), 'utf8'));
  const shown = () => page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve({
    said: Number(document.getElementById('found').textContent.replace(/\D/g, '')),
    rows: Array.from(document.querySelectorAll('details.rule:not([hidden]) table.f tbody tr')).length,
    messages: Array.from(document.querySelectorAll('details.rule:not([hidden]) .m')).map((p) => p.textContent),
  }), 400)));
  const set = (id, value) => page.evaluate((id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, id, value);
  const all = report.findings.length;
  assert.equal((await shown()).said, all);

  await set('q', '措施1-');
  const texts = (f) => [f.message, ...f.related.map((r) => r.message)];
  const wanted = report.findings.filter((f) => texts(f).some((text) => text.includes('措施1-')));
  assert.ok(wanted.length > 0 && wanted.length < all);
  let found = await shown();
  assert.deepEqual([...found.messages].sort(), wanted.map((f) => f.message).sort());
  assert.equal(found.said, wanted.length);

  // what only the page's markup says is not found
  for (const word of ['data-p', 'tbody', 'amp;']) {
    await set('q', word);
    assert.equal((await shown()).said, 0, word);
  }
  // a rule by its number: all its findings
  await set('q', 'rect-003');
  assert.equal((await shown()).said, report.findings.filter((f) => f.rule === 'RECT-003').length);

  await set('q', '');
  await page.evaluate(() => document.querySelector('input[name="s"][value="critical"]').click());
  assert.equal((await shown()).said, report.findings.filter((f) => f.severity !== 'critical').length);
  await page.evaluate(() => document.querySelector('#filter button[type="reset"]').click());
  assert.equal((await shown()).said, all);

  const place = await page.evaluate(() => document.querySelector('#place option:nth-child(2)').value);
  await set('place', place);
  found = await shown();
  const inChart = await page.evaluate((place) => {
    const rows = Array.from(document.querySelectorAll('table.chart tbody tr'));
    const row = rows.find((tr) => tr.querySelector('th').textContent === place);
    return Array.from(row.querySelectorAll('td')).slice(1).reduce((sum, td) => sum + Number(td.textContent), 0);
  }, place);
  assert.equal(found.said, inChart, place);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('what does not count is marked and can be left out', async () => {
  const waivers = join(folder, 'waivers.yaml');
  writeFileSync(waivers, `waivers:
  - {rule: RECT-002, when: "problem_no <= 3", reason: 正在补定, approver: 李某某, issued: 2021-05-01, expires: 2021-06-30}
`);
  const more = ['--waivers', waivers, '--no-mask'];
  const report = JSON.parse(readFileSync(check(['samples/huibu-2021'], 'json', ...more), 'utf8'));
  const page = await browser.open(check(['samples/huibu-2021'], 'html', ...more));
  const shown = () => page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve({
    said: Number(document.getElementById('found').textContent.replace(/\D/g, '')),
    waived: document.querySelectorAll('details.rule:not([hidden]) tr[data-k="waived"]').length,
    others: document.querySelectorAll('details.rule:not([hidden]) tr[data-p]:not([data-k])').length,
  }), 400)));
  const click = (word) => page.evaluate((word) => document.querySelector(`input[name="k"][value="${word}"]`).click(), word);
  const waived = report.findings.filter((f) => f.status === 'waived').length;
  const fresh = report.findings.length - waived;
  assert.ok(waived > 1 && waived === report.summary.waived && fresh > 1);
  assert.deepEqual(await shown(), { said: waived + fresh, waived, others: fresh });
  assert.ok((await page.evaluate(() => document.querySelector('tr[data-k] .st').textContent)).includes('正在补定'));
  await click('waived');
  assert.deepEqual(await shown(), { said: fresh, waived: 0, others: fresh });
  await click('waived');
  await click('new');
  assert.deepEqual(await shown(), { said: waived, waived, others: 0 });
  await page.evaluate(() => document.querySelector('#filter button[type="reset"]').click());
  assert.deepEqual(await shown(), { said: waived + fresh, waived, others: fresh });
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('without script everything can be read', async () => {
  const report = JSON.parse(readFileSync(check(['samples/huibu-2021'], 'json'), 'utf8'));
  const page = await browser.open(check(['samples/huibu-2021'], 'html'), { script: false });
  assert.equal(await page.count('tr[data-p]'), report.findings.length);
  assert.equal(await page.count('#filter[hidden]'), 1);
  assert.deepEqual(page.faults, []);
  await page.close();
});

test('it works by keyboard', async () => {
  const page = await browser.open(check(['samples/posts'], 'html'));
  await page.key('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.key('Enter');
  assert.equal(await page.evaluate(() => location.hash), '#findings');
  // into the filter, and on to the first rule
  const stops = [];
  for (let i = 0; i < 12 && stops.at(-1) !== 'SUMMARY'; i++) {
    await page.key('Tab');
    stops.push(await page.evaluate(() => document.activeElement.tagName));
  }
  assert.deepEqual(stops.slice(0, 3), ['INPUT', 'SELECT', 'SELECT']);
  assert.equal(stops.at(-1), 'SUMMARY');
  const open = () => page.evaluate(() => document.activeElement.parentElement.open);
  const before = await open();
  await page.key('Enter');
  assert.equal(await open(), !before);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'the focus is visible');
  await page.close();
});

test('on paper everything is open, on A4', async () => {
  const page = await browser.open(check(['samples/posts'], 'html'));
  const closed = () => page.evaluate(() => document.querySelectorAll('details:not([open])').length);
  const before = await closed();
  assert.ok(before > 0);
  await page.evaluate(() => addEventListener('beforeprint', () => {
    window.closedOnPaper = document.querySelectorAll('details:not([open])').length;
  }));
  const pdf = await page.pdf();
  keep('print.pdf', pdf);
  const boxes = pdf.toString('latin1').match(/\/MediaBox ?\[[^\]]*\]/g);
  assert.ok(boxes.length > 2, `${boxes}`);
  for (const box of boxes) {
    const [, , width, height] = box.match(/[\d.]+/g).map(Number);
    assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, box);
  }
  assert.equal(await page.evaluate('window.closedOnPaper'), 0);
  assert.equal(await closed(), before, 'and as it was on the screen');
  await page.close();
});

const SCHEMA = `{
  "title": "试事项", "type": "object", "x-key": ["no"],
  "properties": {
    "no": {"type": "string", "title": "编号"}, "text": {"type": "string", "title": "内容"},
    "village": {"type": "string", "title": "村", "x-place": true}, "done": {"type": "boolean", "title": "办结"}
  }
}`;
const RULE = `id: TRY-001
title: 事项没有办结
ledger: try_task
severity: error
why: 试
basis: [{document: 试, verified: true}]
require: done is true
at: [text]
message: '{text}({no})没有办结'
advice: 办结
examples:
  passes: [{given: {try_task: [{no: A, done: true}]}}]
  fails: [{given: {try_task: [{no: A, done: false}]}, finds: [{no: A}]}]
`;

function own(name, rows) {
  const root = join(folder, name);
  for (const [path, text] of [
    ['schemas/try_task.schema.json', SCHEMA], ['rules/TRY/TRY-001.yaml', RULE], ['rules/TRY/pack.yaml', 'id: TRY\ntitle: 试\n'],
    ['data/try_task.csv', ['编号,内容,村,办结', ...rows].join('\n')],
  ]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return check([join(root, 'data')], 'html', '--rules', join(root, 'rules'), '--schemas', join(root, 'schemas'));
}

test('data stays text', async () => {
  const hostile = [
    '<script>alert(1)</script>', '<img src=x onerror=alert(2)>', '</noscript><script>alert(3)</script>',
    'javascript:alert(4)', ']]><b>', '"><svg onload=alert(5)>', "' onmouseover='alert(6)",
  ];
  const rows = [];
  // more than one part of the page, so that the script writes some of it
  for (let i = 0; i < 700; i++) {
    const text = hostile[i % hostile.length].replaceAll('"', '""');
    rows.push(`N${i},"${text}","${text}",否`);
  }
  const page = await browser.open(own('hostile', rows));
  const seen = () => page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve({
    rows: document.querySelectorAll('tr[data-p]').length,
    foreign: document.querySelectorAll('main script, main img, main svg:not(.bar), [onload], [onerror], [onmouseover]').length,
    said: Number(document.getElementById('found').textContent.replace(/\D/g, '')),
  }), 400)));
  assert.deepEqual(await seen(), { rows: 50, foreign: 0, said: 700 });
  await page.evaluate(() => { document.querySelector('.more button').click(); document.querySelector('.more button').click(); });
  assert.deepEqual(await seen(), { rows: 700, foreign: 0, said: 700 });
  for (const text of hostile) {
    await page.evaluate((text) => {
      const field = document.getElementById('q');
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    assert.deepEqual(await seen(), { rows: 100, foreign: 0, said: 100 }, text);
    await page.evaluate((text) => {
      document.getElementById('q').value = '';
      const field = document.getElementById('place');
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    assert.deepEqual(await seen(), { rows: 100, foreign: 0, said: 100 }, `place ${text}`);
    await page.evaluate(() => { document.getElementById('place').value = ''; });
  }
  assert.deepEqual(page.faults, []);
  await page.close();
});

test(`${many} findings stay usable`, async (t) => {
  const rows = [];
  for (let i = 0; i < many; i++) rows.push(`N${i},第${i}件要办的事,第${i % 20}村,否`);
  const page = await browser.open(own('many', rows));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  t.diagnostic(`loaded in ${page.seconds.toFixed(1)} s, ${elements} elements`);
  assert.ok(elements < 3_000, `${elements} elements are laid out`);
  assert.ok(page.seconds < 20, `${page.seconds} s`);
  const begun = Date.now();
  const last = many - 1;
  const found = await page.evaluate((word) => {
    const field = document.getElementById('q');
    field.value = word;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return new Promise((resolve) => {
      const look = () => (/^\D*1\D*$/.test(document.getElementById('found').textContent)
        ? resolve(document.querySelector('tr[data-p] .m').textContent) : setTimeout(look, 20));
      look();
    });
  }, `第${last}件`);
  t.diagnostic(`found the last one in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  assert.equal(found, `第${last}件要办的事(N${last})没有办结`);
  const pdf = await page.pdf();
  assert.ok(pdf.length > 0);
  assert.deepEqual(page.faults, []);
  await page.close();
});
