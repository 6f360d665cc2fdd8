/*
 * The steps of the main job, as a person with a mouse takes them. All of them
 * go by forms and links, so they are the same with and without script; what
 * script adds is looked at by 600.
 */
import { ok, is, soon, given } from './lib.js';

export const lines = ['1 1/2 cups red lentils, rinsed', 'For the tadka:',
	'2 tbsp butter', '1 tsp cumin seeds', '3 unicorn horns'];

const press = async (page, name, where = page) => Promise.all([
	page.waitForEvent('load'),
	where.getByRole('button', { name, exact: true }).click(),
]);
export { press };

export async function register(page, name) {
	await page.goto('/');
	is(new URL(page.url()).pathname, '/login', 'a stranger is asked in');
	await page.getByRole('link', { name: 'Make an account' }).click();
	await page.locator('[name=fullName]').fill('Noor Haddad');
	await page.locator('[name=email]').fill(`${name}@example.org`);
	await page.locator('[name=username]').fill(name);
	await page.locator('[name=password]').fill('short');
	await page.evaluate(() => document.querySelector('form.form')
		.setAttribute('novalidate', ''));
	await press(page, 'Make my account');
	ok(await page.locator('.summary').isVisible(),
		'a bad password is told at the top');
	is(await page.locator('[name=email]').inputValue(),
		`${name}@example.org`, 'and what was typed is still there');
	await page.locator('[name=password]').fill('a table for six');
	await press(page, 'Make my account');
	is(new URL(page.url()).pathname, '/', 'an account is made');
	is(await page.locator('h1').textContent(), 'Today', 'and one is in');
}

export async function logInAgain(page, name) {
	await page.goto('/login');
	await page.locator('[name=login]').fill(name);
	await page.locator('[name=password]').fill('a table for six');
	await press(page, 'Log in');
	is(new URL(page.url()).pathname, '/', 'one logs in');
}

export async function typeRecipe(page) {
	await page.getByRole('link', { name: 'New recipe' }).first().click();
	await page.waitForURL('**/recipes/new');
	await page.locator('[name=name]').fill('Lemon dal');
	await page.locator('[name=servings]').fill('4');
	await page.locator('[name=ingredientsText]').click();
	await page.keyboard.insertText(lines.join('\n'));
	await page.locator('[name=instructionsText]')
		.fill('Rinse the lentils.\n\nCook them soft.');
}

export async function saveRecipe(page) {
	await press(page, 'Save recipe');
	is(await page.locator('h1').textContent(), 'Lemon dal',
		'a recipe is saved');
	is(await page.locator('.ingredients li').count(), 4,
		'its lines are ingredients');
	ok(/1 1\/2 cup/.test(await page.locator('.ingredients').first()
		.textContent()), 'with amounts');
	is(await page.locator('.steps li').count(), 2, 'and steps');
	await page.locator('summary', { hasText: 'Nutrition' }).click();
	const energy = Number((await page.locator('.nutrition .energy td')
		.textContent()).replace(/\D/g, ''));
	ok(energy > 150 && energy < 600, 'its nutrition is counted', energy);
	ok(/unicorn/.test(await page.locator('.fold').first().textContent()),
		'and what could not be is named');
}

/* The week shows it; gives the date it is on. */
export async function planIt(page) {
	await page.locator('summary', { hasText: 'Plan it' }).click();
	const date = await page.locator('#plan-date').inputValue();
	await page.locator('#plan-type').selectOption('dinner');
	await page.locator('#plan-servings').fill('2');
	await press(page, 'Add to the plan');
	is(new URL(page.url()).pathname, '/plan', 'planning leads to the week');
	ok(await at(page, date, 'dinner').getByText('Lemon dal').isVisible(),
		'and there is the dish');
	return date;
}

export const at = (page, date, type) =>
	page.locator(`[data-date="${date}"] [data-type="${type}"]`);

export async function planFood(page, date) {
	const slot = at(page, date, 'lunch');
	await slot.hover();
	await slot.locator('.add').click();
	await page.waitForURL('**/plan/entries/new**');
	await page.locator('#q').fill('banana');
	await press(page, 'Search');
	const form = page.locator('form', { has: page.locator(
		'[name=foodId]') });
	await form.locator('[name=quantity]').fill('2');
	await form.locator('[name=unit]').fill('piece');
	await Promise.all([page.waitForURL(/\/plan\?/),
		form.getByRole('button', { name: 'banana' }).first().click()]);
	ok(await at(page, date, 'lunch').getByText('banana', { exact: false })
		.first().isVisible(), 'a single food is on the plan');
}

/* Another day of the week on the screen. */
export async function otherDay(page, date) {
	const days = await page.locator('[data-date]').evaluateAll(list =>
		list.map(e => e.dataset.date));
	return days.find(d => d !== date);
}

export async function setTargets(page) {
	await page.goto('/targets');
	await page.locator('[name=calories]').fill('2000');
	await page.locator('[name=proteinContent]').fill('75');
	await press(page, 'Save targets');
	is(await page.locator('[name=calories]').inputValue(), '2000',
		'targets are kept');
}

export async function seeDay(page, date) {
	await page.goto(`/plan/${date}`);
	const bar = page.locator('.bar', { hasText: 'Energy' }).first();
	const text = (await bar.textContent()).replace(/\s+/g, ' ');
	ok(/[1-9]\d* of 2,000 kcal/.test(text), 'the day stands against targets',
		text);
	ok(await bar.locator('svg .bar-fill').count(), 'as a bar, too');
}

export async function makeList(page) {
	await page.goto('/plan');
	await page.locator('summary[aria-label="More"]').click();
	await press(page, 'Shop for this week');
	ok(/^\/shopping\/[\da-f-]{36}$/.test(new URL(page.url()).pathname),
		'a shopping list is made');
	ok(await page.locator('.shop-row').count() >= 3,
		'with what the plan needs');
}

export async function logOut(page) {
	await page.goto('/settings');
	const main = page.locator('main');
	if (!ok(await main.getByRole('button', { name: 'Log out' }).count(),
		'settings have a way out'))
		return;
	await press(page, 'Log out', main);
	is(new URL(page.url()).pathname, '/login', 'one is out');
	await page.goto('/recipes');
	is(new URL(page.url()).pathname, '/login', 'and stays out');
}

export const person = () => `noor${given.n ?? ''}${process.pid}`;
export { soon };
