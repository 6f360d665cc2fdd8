/*
 * No page is wider than its screen, for any word and at any size of text, and
 * what a menu holds lies on the screen. Compared with the element's
 * clientWidth: innerWidth grows with the fault on a phone.
 */
import { run, open, logIn, given, ok, phone } from './lib.js';

const sizes = [['390', 390, '100%'], ['320', 320, '100%'],
	['390, text at 200 %', 390, '200%']];

/* What sticks out of the screen: the elements whose parents do not. */
function faults() {
	const wide = document.documentElement.clientWidth;
	const over = document.documentElement.scrollWidth - wide;
	if (over <= 0)
		return [];
	return [`${over} px too wide`, ...[...document.querySelectorAll('main *')]
		.filter(e => e.getBoundingClientRect().right > wide + 1 &&
			e.parentElement.getBoundingClientRect().right <=
			wide + 1 && !e.closest('.visually-hidden'))
		.slice(0, 4).map(e => e.outerHTML.slice(0, 120))];
}

/* Rows whose words have less than two fifths of it beside chips and buttons. */
function squeezed() {
	return [...document.querySelectorAll('.row > .row-main')]
		.filter(e => e.offsetWidth && e.offsetWidth <
			.4 * e.parentElement.offsetWidth)
		.map(e => `${e.offsetWidth} of ${e.parentElement.offsetWidth}` +
			`: ${e.textContent.trim().slice(0, 40)}`);
}

/* Labels of the bar at the foot that touch each other or leave their place. */
function labels() {
	const boxes = [...document.querySelectorAll('.nav-list > li')]
		.filter(e => e.offsetParent).map(li => {
			const range = document.createRange();
			range.selectNodeContents(li.querySelector('.nav-link'));
			return { li: li.getBoundingClientRect(), text: [
				...range.getClientRects()].filter(r => r.width > 0),
				name: li.textContent.trim().slice(0, 10) };
		});
	return boxes.filter(b => b.text.some(r => r.left < b.li.left - 1 ||
		r.right > b.li.right + 1)).map(b => `${b.name} leaves its place`);
}

/* Each menu that can be seen, opened: what of it is not on the screen. */
async function menus(page) {
	const found = [];
	const all = page.locator('details.pop > summary, .nav-more > summary');
	for (let i = 0; i < Math.min(await all.count(), 6); i++) {
		if (!await all.nth(i).isVisible())
			continue;
		found.push(...await all.nth(i).evaluate(async summary => {
			const box = summary.parentElement;
			box.open = true;
			await new Promise(requestAnimationFrame);
			const panel = box.querySelector('.panel, .nav-sheet');
			const r = panel.getBoundingClientRect();
			const wide = document.documentElement.clientWidth;
			const lost = [panel, ...panel.querySelectorAll(
				'a, button, input, select, label')]
				.filter(e => e.getClientRects().length)
				.map(e => e.getBoundingClientRect())
				.filter(e => e.left < -1 || e.right > wide + 1);
			const flat = r.top < -1 || r.bottom > innerHeight + 1;
			box.open = false;
			return lost.length || flat ? [`${summary.textContent
				.trim().slice(0, 30)}: ${Math.round(r.left)} to ` +
				`${Math.round(r.right)} of ${wide}, ` +
				`${Math.round(r.top)} to ${Math.round(r.bottom)} ` +
				`of ${innerHeight}`] : [];
		}));
	}
	return found;
}

async function look(page, [name, path], [size, width, text]) {
	await page.setViewportSize({ width, height: 844 });
	await page.goto(path);
	await page.evaluate(t => {
		document.documentElement.style.fontSize = t;
	}, text);
	const wide = await page.evaluate(faults);
	ok(!wide.length, `${name} at ${size}: not wider than the screen`,
		...wide);
	if (text === '100%') {
		const narrow = await page.evaluate(squeezed);
		ok(!narrow.length, `${name} at ${size}: words have room`,
			...narrow);
	}
	const bar = await page.evaluate(labels);
	ok(!bar.length, `${name} at ${size}: labels of the bar`, ...bar);
	const lost = await menus(page);
	ok(!lost.length, `${name} at ${size}: menus`, ...lost);
}

run(async browser => {
	const context = await open(browser, { ...phone, bypassCSP: true });
	const page = await context.newPage();
	for (const one of given.nobody)
		for (const size of sizes)
			await look(page, one, size);
	await logIn(page);
	for (const one of given.pages)
		for (const size of sizes)
			await look(page, one, size);
});
