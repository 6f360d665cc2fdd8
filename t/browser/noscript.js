/* The main job with script off: every step has its form. */
import { run, open, phone, desk, ok, is } from './lib.js';
import * as job from './job.js';

async function move(page, date) {
	const other = await job.otherDay(page, date);
	const entry = job.at(page, date, 'lunch').locator('.entry');
	await entry.locator('summary').click();
	await entry.locator('[name=date]').fill(other);
	await entry.locator('[name=mealType]').selectOption('breakfast');
	await job.press(page, 'Save', entry);
	const moved = job.at(page, other, 'breakfast').locator('.entry');
	ok(await moved.getByText('anana').first().isVisible(),
		'moved by its form');
	await moved.locator('summary').click();
	await job.press(page, 'Take off the plan', moved);
	is(await job.at(page, other, 'breakfast').locator('.entry').count(),
		0, 'taken off');
	await job.press(page, 'Undo');
	is(await job.at(page, other, 'breakfast').locator('.entry').count(),
		1, 'and taken back');
}

async function tick(page) {
	const name = await page.locator('.shop-row .shop-food').first()
		.textContent();
	const row = page.locator('.shop-row', { hasText: name }).first();
	await Promise.all([page.waitForNavigation(),
		row.locator('.shop-tick').click()]);
	is(await page.locator('[data-basket] .shop-row')
		.filter({ hasText: name }).locator('.shop-tick')
		.getAttribute('aria-pressed'), 'true', 'ticked');
	await page.locator('[name=text]').fill('2 candles');
	await job.press(page, 'Add');
	ok(await page.getByText('candles').first().isVisible(),
		'an own item is added');
}

/* Another food in a line counts as that food. */
async function correct(page, recipe) {
	await page.goto(recipe);
	const energy = async () => {
		await page.locator('summary', { hasText: 'Nutrition' })
			.click();
		return Number((await page.locator('.nutrition .energy td')
			.textContent()).replace(/\D/g, ''));
	};
	const before = await energy();
	await page.getByRole('link', { name: 'Edit' }).click();
	const area = page.locator('[name=ingredientsText]');
	const lines = (await area.inputValue()).split('\n');
	lines[1] = '1 cup water';
	await area.fill(lines.join('\n'));
	await job.press(page, 'Save changes');
	ok(await page.locator('.ingredients').last().getByText('water')
		.isVisible(), 'a line is corrected');
	const after = await energy();
	ok(after < before, 'and the nutrition follows', before, after);
}

async function scale(page) {
	await page.locator('#servings').fill('8');
	await job.press(page, 'Scale');
	ok(/^3 cup/.test((await page.locator('.ingredients li').first()
		.textContent()).trim()), 'scaled to eight');
	await page.getByRole('link', { name: 'Undo' }).click();
}

run(async browser => {
	const context = await open(browser, { ...desk,
		javaScriptEnabled: false });
	const page = await context.newPage();
	const name = job.person();

	await job.register(page, name);
	await job.typeRecipe(page);
	await job.saveRecipe(page);
	const recipe = page.url();
	await scale(page);
	const date = await job.planIt(page);
	await job.planFood(page, date);
	await move(page, date);
	await job.setTargets(page);
	await job.seeDay(page, date);
	await job.makeList(page);
	const list = page.url();
	await tick(page);
	await correct(page, recipe);

	const small = await open(browser, { ...phone,
		javaScriptEnabled: false,
		storageState: await context.storageState() });
	const thumb = await small.newPage();
	await thumb.goto(list);
	await tick(thumb);
	await thumb.locator('.nav-more summary').tap();
	ok(await thumb.locator('.nav-sheet').getByText('Foods').isVisible(),
		'the phone\'s menu opens without script');
	await small.close();
	await job.logOut(page);
	await job.logInAgain(page, name);
});
