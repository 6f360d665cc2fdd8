/* The main job in a browser with script. */
import { run, open, desk, phone, listen, ok, is, soon } from './lib.js';
import * as job from './job.js';

const rows = page => page.locator('.shop-row');
const ticked = (page, i) => rows(page).nth(i).locator('.shop-tick')
	.getAttribute('aria-pressed');

/* A mark that a new page would not have. */
const stay = page => page.evaluate(() => { window.stayed = true; });
const stayed = page => page.evaluate(() => window.stayed === true);

async function scale(page) {
	await stay(page);
	const amount = page.locator('.ingredients li .tick-text').first();
	ok(/^1 1\/2 cups /.test((await amount.textContent()).trim()),
		'for four, as it was typed');
	await page.locator('#servings').fill('8');
	await page.keyboard.press('Enter');
	await soon(async () => /^3 cup/.test(await amount.textContent()),
		'scaled to eight, amounts double');
	ok(await stayed(page), 'without a new page');
	ok(/servings=8/.test(page.url()), 'and the address says so');
	await page.getByRole('button', { name: 'Less' }).click();
	await soon(async () => /^2⅝|^2⅔|^2.6/.test(await amount.textContent()),
		'a step down');
	await page.locator('#servings').fill('4');
	await page.keyboard.press('Enter');
	await soon(async () => /^1 1\/2 /.test(await amount.textContent()),
		'and back');
}

/* By hand, slowly enough for the library to see it. */
async function carry(page, what, to) {
	const a = await what.boundingBox(), b = await to.boundingBox();
	await page.mouse.move(a.x + a.width / 2, a.y + 12);
	await page.mouse.down();
	await page.mouse.move(a.x + a.width / 2 + 8, a.y + 20, { steps: 4 });
	await page.mouse.move(b.x + b.width / 2, b.y + 18, { steps: 12 });
	await page.mouse.move(b.x + b.width / 2 + 3, b.y + 22, { steps: 4 });
	await page.waitForTimeout(80);
	await page.mouse.up();
}

async function drag(page, date) {
	const other = await job.otherDay(page, date);
	const there = job.at(page, other, 'breakfast');
	await stay(page);
	await carry(page, job.at(page, date, 'lunch').locator('.entry'), there);
	await soon(async () => await there.locator('.entry').count() === 1,
		'dragged into an empty meal of another day');
	await soon(async () => /Moved/.test(await page.locator('.toasts')
		.textContent()), 'it is said');
	ok(await stayed(page), 'without a new page');
	await page.reload();
	ok(await there.locator('.entry', { hasText: 'anana' }).isVisible(),
		'and it stays there');
	const dinner = job.at(page, date, 'dinner');
	await Promise.all([page.waitForResponse(/plan[?]|plan$/),
		carry(page, there.locator('.entry'),
			dinner.locator('.entry'))]);
	await soon(async () => await dinner.locator('.entry').count() === 2,
		'dragged to another dish');
	await page.reload();
	is(await dinner.locator('.entry').count(), 2, 'both are there');
	await page.route('**/api/v1/plan/entries/*', route => route.abort());
	await carry(page, dinner.locator('.entry', { hasText: 'anana' }), there);
	await soon(async () => await dinner.locator('.entry').count() === 2 &&
		/not work/.test(await page.locator('.toasts').textContent()),
		'when it fails, that is said and it is back');
	await page.unroute('**/api/v1/plan/entries/*');
}

async function tick(page) {
	await stay(page);
	const left = await page.locator('[data-left]').textContent();
	const name = await rows(page).first().locator('.shop-food')
		.textContent();
	await rows(page).first().locator('.shop-tick').click();
	is(await ticked(page, 0), 'true', 'ticked at once');
	await soon(async () => (await page.locator('.toasts').textContent())
		.includes(`${name}: in the basket`), 'it is said');
	await page.waitForTimeout(1700);
	is(await rows(page).first().locator('.shop-food').textContent(),
		name, 'it stays where it is, under the thumb');
	ok(await page.locator('[data-left]').textContent() !== left,
		'what is left is counted');
	ok(await stayed(page), 'without a new page');
	await page.reload();
	ok(await page.locator('[data-basket] [aria-pressed="true"]')
		.isVisible(), 'and kept');
	await page.context().setOffline(true);
	await rows(page).first().locator('.shop-tick').click();
	await soon(async () => await ticked(page, 0) === 'false' &&
		/No connection/.test(await page.locator('.toasts')
			.textContent()), 'offline it is undone, and said');
	await page.context().setOffline(false);
	await page.locator('[name=text]').fill('2 candles');
	await job.press(page, 'Add');
	ok(await page.getByText('candles').first().isVisible(),
		'an own item is added');
}

async function keys(page) {
	await page.goto('/recipes');
	await page.keyboard.press('/');
	ok(await page.locator('#q').evaluate(e => e ===
		document.activeElement), '/ goes to the search');
	await page.keyboard.type('?');
	is(await page.locator('#q').inputValue(), '?',
		'keys in a field are text');
	await page.locator('h1').click();
	await page.keyboard.press('?');
	const dialog = page.locator('#keys');
	ok(await dialog.isVisible(), '? lists the keys');
	await page.keyboard.press('Escape');
	ok(await dialog.isHidden(), 'Escape closes them');
	await page.keyboard.press('n');
	await page.waitForURL('**/recipes/new');
	ok(true, 'n begins a new one');
}

async function unsaved(page) {
	await page.locator('[name=name]').fill('Half a thought');
	let asked = 0;
	page.on('dialog', d => { asked++; d.accept().catch(() => {}); });
	await page.getByRole('link', { name: 'Cancel' }).click();
	await page.waitForURL('**/recipes');
	is(asked, 1, 'leaving with something typed asks first');
	page.removeAllListeners('dialog');
	await page.goto('/foods/new');
	const row = page.locator('[data-rows] > li');
	const n = await row.count();
	await row.last().locator('input').first().fill('slice');
	is(await row.count(), n + 1, 'rows grow');
	const names = await row.locator('input').evaluateAll(l =>
		l.map(e => e.name));
	is(new Set(names).size, names.length, 'with names of their own');
	page.on('dialog', d => d.accept().catch(() => {}));
}

async function onThePhone(browser, state, list) {
	const context = await open(browser, { ...phone, storageState: state });
	const page = await context.newPage();
	await page.goto(list);
	const first = rows(page).first();
	await first.locator('.shop-tick').tap();
	is(await ticked(page, 0), 'true', 'on a phone, ticked by a thumb');
	await page.goto('/settings');
	await page.getByRole('button', { name: 'Dark' }).tap();
	await page.locator('[data-keys] input').uncheck();
	await page.goto('/');
	is(await page.evaluate(() => document.documentElement.dataset.theme),
		'dark', 'dark stays dark');
	await page.keyboard.press('?');
	ok(await page.locator('#keys').isHidden(), 'keys can be turned off');
	await context.close();
}

run(async browser => {
	const context = await open(browser, desk);
	const page = await context.newPage();
	const heard = listen(page);
	const name = job.person();

	await job.register(page, name);
	await job.typeRecipe(page);
	await soon(async () => /red lentil/.test(await page
		.locator('[data-parsed]').textContent()) && /not among/.test(
		await page.locator('[data-parsed]').textContent()),
	'pasted lines are read at once');
	await job.saveRecipe(page);
	await scale(page);
	const date = await job.planIt(page);
	await job.planFood(page, date);
	await drag(page, date);
	await job.setTargets(page);
	await job.seeDay(page, date);
	await job.makeList(page);
	const list = page.url();
	await tick(page);
	await keys(page);
	await unsaved(page);
	await onThePhone(browser, await context.storageState(), list);
	await job.logOut(page);
	await job.logInAgain(page, name);
	const bad = heard.filter(line => !/ERR_ABORTED|ERR_FAILED|status of 4|ERR_INTERNET/
		.test(line));
	ok(!bad.length, 'the console says nothing', ...bad);
});
