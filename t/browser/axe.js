/* axe-core on every page: phone and desk, light and dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { run, open, logIn, given, ok, phone, desk } from './lib.js';

const axe = readFileSync(createRequire(import.meta.url)
	.resolve('axe-core/axe.min.js'), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];

async function faults(page, runOnly) {
	const { violations } = await page.evaluate(only => window.axe.run({
		resultTypes: ['violations'], runOnly: only }), runOnly);
	return violations.flatMap(v => v.nodes.slice(0, 5).map(n =>
		`${v.id} (${v.impact}): ${n.target.join(' ')} ` +
		`${n.html.slice(0, 140)} ${(n.any[0] ?? n.all[0] ??
		n.none[0])?.message ?? ''}`));
}

/*
 * One page in both colours. The window is as high as the page, so that bars
 * that stick to its edges hide nothing. In the dark only colours differ.
 */
async function look(page, size, [name, path], screen) {
	await page.setViewportSize(size);
	await page.emulateMedia({ colorScheme: 'light',
		reducedMotion: 'reduce' });
	await page.goto(path);
	if (opened[name])
		await page.locator(opened[name]).first().click();
	await page.setViewportSize({ width: size.width, height: Math.max(
		size.height, await page.evaluate(() =>
			document.documentElement.scrollHeight)) });
	await page.evaluate(axe);
	const light = await faults(page, tags);
	ok(!light.length, `${name}, ${screen}, light`, ...light);
	await page.emulateMedia({ colorScheme: 'dark' });
	const dark = await faults(page, ['color-contrast']);
	ok(!dark.length, `${name}, ${screen}, dark`, ...dark);
}

/* What is looked at opened. */
const opened = { 'shopping list': '.shop-row details summary',
	week: '.entry summary', recipe: 'summary[data-new]',
	'recipes, none fits': '.filters summary' };

run(async browser => {
	for (const [screen, options] of Object.entries({ phone, desk })) {
		const context = await open(browser, { ...options,
			bypassCSP: true });
		const page = await context.newPage();
		for (const one of given.nobody)
			await look(page, options.viewport, one, screen);
		await logIn(page);
		for (const one of given.pages)
			await look(page, options.viewport, one, screen);
		await context.close();
	}
});
