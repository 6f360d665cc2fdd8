/*
 * What the browser scripts share. One is run by Browser.pm as
 *
 *	node script.js '{"url": "http://127.0.0.1:1234", ...}'
 *
 * and prints a line of JSON per thing it looked at.
 */
import { chromium } from 'playwright-core';

export const given = JSON.parse(process.argv[2] ?? '{}');
const seconds = Number(process.env.SECONDS ?? 90);

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true,
	isMobile: true };
export const desk = { viewport: { width: 1440, height: 900 } };

export function ok(good, name, ...diag) {
	process.stdout.write(JSON.stringify({ ok: Boolean(good), name,
		diag: good ? undefined : diag.map(String) }) + '\n');
	return Boolean(good);
}

export function is(got, expected, name) {
	return ok(got === expected, name, `got:      ${got}`,
		`expected: ${expected}`);
}

/* Whether something comes true within two seconds. */
export async function soon(f, name) {
	let last = '';
	for (let i = 0; i < 40; i++) {
		try {
			if (await f())
				return ok(true, name);
		} catch (error) {
			last = error.message.split('\n')[0];
		}
		await new Promise(done => setTimeout(done, 50));
	}
	return ok(false, name, last);
}

/* Run f with a browser that is closed whatever happens, in bounded time. */
export async function run(f) {
	const limit = setTimeout(() => {
		ok(false, `done within ${seconds} s`);
		process.kill(process.pid, 'SIGTERM');
	}, seconds * 1000);
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: [...(process.getuid() ? [] : ['--no-sandbox']),
			'--disable-gpu', '--disable-dev-shm-usage'],
	});
	let failed = false;
	try {
		await f(browser);
	} catch (error) {
		failed = true;
		ok(false, 'the script runs', (error.stack ?? String(error))
			.replace(/\x1b\[\d+m/g, ''));
	} finally {
		clearTimeout(limit);
		await browser.close().catch(() => {});
	}
	process.exit(failed ? 1 : 0);
}

/* A window of its own; every wait in it is short. */
export async function open(browser, options = {}) {
	const context = await browser.newContext({ baseURL: given.url,
		locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce',
		...options });
	context.setDefaultTimeout(8000);
	return context;
}

export async function logIn(page) {
	await page.goto('/login');
	await page.getByLabel('Email or username').fill(given.login);
	await page.getByLabel('Password').fill(given.password);
	await Promise.all([page.waitForURL('**/'),
		page.getByRole('button', { name: 'Log in' }).click()]);
}

/* What the console of a page complains of, as texts. */
export function listen(page) {
	const heard = [];
	page.on('console', m => {
		if (['error', 'warning'].includes(m.type()))
			heard.push(`${m.type()}: ${m.text()}`);
	});
	page.on('pageerror', error => heard.push(`thrown: ${error.message}`));
	page.on('requestfailed', r => heard.push(`failed: ${r.url()} ` +
		`${r.failure()?.errorText}`));
	return heard;
}
