/* Making accounts faster than people do, with script: it waits, and works. */
import { run, open, desk, ok, is } from './lib.js';

async function fill(page, name) {
	await page.locator('[name=fullName]').fill('Noor Haddad');
	await page.locator('[name=email]').fill(`${name}@example.org`);
	await page.locator('[name=username]').fill(name);
	await page.locator('[name=password]').fill('a table for six');
}

async function register(browser, name) {
	const page = await (await open(browser, desk)).newPage();
	page.setDefaultTimeout(20000);
	await page.goto('/register');
	await fill(page, name);
	return page;
}

run(async browser => {
	const began = Date.now();
	const quick = await register(browser, 'quick');
	const posts = [];
	quick.on('request', r => r.method() === 'POST' && posts.push(r));
	await quick.getByRole('button', { name: 'Make my account' })
		.evaluate(button => { button.click(); button.click(); });
	await quick.waitForURL(url => url.pathname === '/');
	is(await quick.locator('h1').textContent(), 'Today',
		'who types fast is in');
	ok(Date.now() - began > 1900, 'after a moment');
	is(posts.length, 1, 'and has sent it once');
	await quick.context().close();

	const page = await register(browser, 'second');
	await page.getByRole('button', { name: 'Make my account' }).click();
	await page.locator('.summary').waitFor();
	ok(await page.locator('[data-challenge]').isVisible(),
		'after too many accounts there is work');
	is(await page.locator('[name=email]').inputValue(),
		'second@example.org', 'with what was typed');
	await page.locator('[name=password]').fill('a table for six');
	await page.getByRole('button', { name: 'Make my account' }).click();
	await page.waitForURL(url => url.pathname === '/');
	is(await page.locator('h1').textContent(), 'Today', 'which is done');
});
