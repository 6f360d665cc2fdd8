/* The main job with the keyboard alone: Tab, Enter, Space, Escape, letters. */
import { run, open, desk, ok, is, soon } from './lib.js';
import { lines, person } from './job.js';

const most = 150;	/* stops on a page before one gives up */
const unseen = new Set();

/* What has the focus, and whether one can see that it has. */
const focus = (page, target) => page.evaluate(wanted => {
	const e = document.activeElement;
	const box = e.getBoundingClientRect();
	const ring = x => {
		const style = getComputedStyle(x);
		return style.outlineStyle !== 'none' &&
			parseFloat(style.outlineWidth) >= 2;
	};
	return {
		there: e === wanted,
		what: `${location.pathname.replace(/[\da-f-]{36}/g, 'ID')}: ` +
			`${e.tagName.toLowerCase()}.${e.className} ` +
			`${(e.ariaLabel ?? e.name ?? '') ||
			e.textContent.trim().slice(0, 30)}`,
		/* a date's parts have rings of the browser's own */
		seen: e === document.body || e.id === 'main' || (ring(e) ||
			e.type === 'date' ||
			Boolean(e.closest('.recipe-card') &&
			ring(e.closest('.recipe-card')))) &&
			box.width > 0 && box.bottom > 0 &&
			box.top < innerHeight && box.right > 0 &&
			box.left < innerWidth,
	};
}, target);

/* Tab on until the focus is on this one. */
async function to(page, target, name) {
	const wanted = await target.first().elementHandle();
	for (let i = 0; i < most; i++) {
		const at = await focus(page, wanted);
		if (!at.seen)
			unseen.add(at.what);
		if (at.there)
			return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`no way by Tab to ${name} on ${page.url()}`);
}

const enter = async (page, target, name, key = 'Enter') => {
	await to(page, target, name);
	await Promise.all([page.waitForNavigation({ waitUntil: 'load' }),
		page.keyboard.press(key)]);
};
const link = (page, name) => enter(page, page.getByRole('link', { name,
	exact: true }), name);
const button = (page, name) => enter(page, page.getByRole('button', { name,
	exact: true }), name);

async function type(page, selector, text) {
	await to(page, page.locator(selector), selector);
	await page.keyboard.press('Control+A');
	await page.keyboard.insertText(text);
}

/* Open a details by its summary; Escape closes it and gives focus back. */
async function unfold(page, summary, name) {
	await to(page, summary, name);
	await page.keyboard.press('Enter');
	await soon(() => summary.first().evaluate(e =>
		e.parentElement.open), `Enter opens ${name}`);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Escape');
	ok(await summary.first().evaluate(e => !e.parentElement.open &&
		e === document.activeElement), 'Escape closes it again');
	await page.keyboard.press('Enter');
}

async function skip(page) {
	await page.keyboard.press('Tab');
	const it = page.locator('.skip');
	ok(await it.evaluate(e => e === document.activeElement &&
		e.getBoundingClientRect().top >= 0),
	'the first Tab shows the way past the navigation');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	ok(await page.evaluate(() => document.querySelector('main')
		.contains(document.activeElement)), 'which leads there');
}

async function help(page) {
	await page.keyboard.press('?');
	const dialog = page.locator('#keys');
	ok(await dialog.isVisible(), 'the list of keys opens');
	ok(await dialog.evaluate(e => e.contains(document.activeElement)),
		'and has the focus');
	await page.keyboard.press('Escape');
	ok(await dialog.isHidden(), 'Escape closes it');
	await page.keyboard.press('?');
	await to(page, dialog.getByRole('button'), 'Close');
	await page.keyboard.press('Enter');
	ok(await dialog.isHidden(), 'so does its button');
}

run(async browser => {
	const context = await open(browser, { ...desk,
		reducedMotion: 'reduce' });
	const page = await context.newPage();
	const name = person();

	await page.goto('/login');
	await link(page, 'Make an account');
	await type(page, '[name=fullName]', 'Ines Duarte');
	await type(page, '[name=email]', `${name}@example.org`);
	await type(page, '[name=username]', name);
	await type(page, '[name=password]', 'a table for six');
	await page.keyboard.press('Enter');
	await page.waitForURL('**/');
	ok(true, 'an account is made');
	await skip(page);
	await help(page);

	await page.keyboard.press('r');
	await page.waitForURL('**/recipes');
	await page.keyboard.press('n');
	await page.waitForURL('**/recipes/new');
	await type(page, '[name=name]', 'Lemon dal');
	await type(page, '[name=servings]', '4');
	await type(page, '[name=ingredientsText]', lines.join('\n'));
	await type(page, '[name=instructionsText]', 'Rinse.\n\nCook.');
	await button(page, 'Save recipe');
	is(await page.locator('h1').textContent(), 'Lemon dal',
		'a recipe is typed');
	await to(page, page.locator('summary', { hasText: 'Nutrition' }),
		'Nutrition');
	await page.keyboard.press('Enter');
	ok(await page.locator('.nutrition').isVisible(),
		'its nutrition is seen');

	await page.goto(page.url());
	await unfold(page, page.locator('summary', { hasText: 'Plan it' }),
		'Plan it');
	await button(page, 'Add to the plan');
	is(await page.locator('.entry').count(), 1, 'it is planned');
	const entry = page.locator('.entry summary');
	await unfold(page, entry, 'the entry');
	await to(page, page.locator('.entry select'), 'its meal');
	await page.keyboard.press('l');
	await button(page, 'Save');
	is(await page.locator('[data-type=lunch] .entry').count(), 1,
		'moved without dragging');
	await enter(page, page.locator('.add'), 'a plus');
	await type(page, '#q', 'banana');
	await page.keyboard.press('Enter');
	await page.waitForURL(/q=banana/);
	await enter(page, page.getByRole('button', { name: /banana/i }),
		'banana');
	is(await page.locator('.entry').count(), 2, 'a food is planned');

	await page.goto('/targets');
	await type(page, '[name=calories]', '2000');
	await page.keyboard.press('Enter');
	await page.waitForLoadState('load');
	await soon(() => page.locator('.notice[role=status]').first().isVisible(),
		'targets are saved');
	await page.keyboard.press('p');
	await page.waitForURL('**/plan');
	await unfold(page, page.locator('summary[aria-label="More"]'), 'More');
	await button(page, 'Shop for this week');
	const first = page.locator('.shop-tick').first();
	await to(page, first, 'a row');
	await page.keyboard.press('Space');
	is(await first.getAttribute('aria-pressed'), 'true',
		'Space ticks it off');
	const at = await first.boundingBox();
	await page.waitForTimeout(1900);
	is((await first.boundingBox()).y, at.y, 'no row moves under a thumb');
	ok(await page.evaluate(() => document.activeElement
		?.matches('.shop-tick')), 'and the focus stays on the row');
	await page.reload();
	await soon(() => page.locator('[data-basket] .shop-row').first()
		.isVisible(), 'the next page has it in the basket');

	await page.goto('/settings');
	const out = page.locator('main').getByRole('button',
		{ name: 'Log out' });
	if (ok(await out.count(), 'settings have a way out')) {
		await enter(page, out, 'Log out');
		is(new URL(page.url()).pathname, '/login', 'one is out');
	}
	ok(!unseen.size, 'wherever the focus was, one could see it',
		...unseen);
});
