/*
 * meal.js: what makes the pages quicker. Everything here works without it:
 * templates mark with data-* what may be helped, the forms stay what they
 * are, and what fails says so and falls back to them.
 */

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) =>
	[...within.querySelectorAll(selector)];
const html = document.documentElement;
const still = matchMedia('(prefers-reduced-motion: reduce)');

/* What is said here, as the page has it in the language of who reads it. */
const words = $('#words')?.dataset ?? {};
/* With each %s in turn filled in. */
const filled = (text, ...values) => values.reduce((done, value) =>
	done.replace('%s', () => value), text ?? '');

/* ---- small things ------------------------------------------------------ */

/* localStorage and sessionStorage may be closed. */
function kept(store, name, value) {
	try {
		const area = window[store];
		if (value === undefined)
			return area.getItem(name);
		if (value)
			area.setItem(name, value);
		else
			area.removeItem(name);
	} catch { /* nothing is kept, nothing is lost */ }
	return null;
}

function element(name, { text, ...attributes } = {}) {
	const e = document.createElement(name);
	for (const [key, value] of Object.entries(attributes))
		e.setAttribute(key, value);
	if (text !== undefined)
		e.textContent = text;
	return e;
}

function later(wait, f) {
	let timer;
	return (...args) => {
		clearTimeout(timer);
		timer = setTimeout(f, wait, ...args);
	};
}

/* Say something in the live region; what needs no answer goes by itself. */
function say(text, { quiet } = {}) {
	const toasts = $('.toasts');
	if (!toasts)
		return;
	const toast = element('div', { class: quiet ? 'visually-hidden' :
		'toast' });
	toast.append(element('span', { text }));
	for (const old of $$('[data-said]', toasts))
		old.remove();
	toast.dataset.said = '';
	toasts.append(toast);
	leave(toast, 4000);
}

function leave(toast, wait) {
	setTimeout(() => {
		if (toast.matches(':hover, :focus-within'))
			leave(toast, 3000);
		else
			toast.remove();
	}, wait);
}

/* The page anew, with a word about why. */
function reload(text) {
	kept('sessionStorage', 'said', text);
	location.reload();
}

/* JSON to and from our own interface; the session's cookie goes along. */
async function call(method, path, { body, version } = {}) {
	const answer = await fetch(`/api/v1${path}`, {
		method,
		keepalive: method === 'PATCH',	/* though the page is left */
		headers: {
			Accept: 'application/json',
			'Content-Type': 'application/json',
			...(version ? { 'If-Match': `"${version}"` } : {}),
		},
		body: JSON.stringify(body),
	});
	if (!answer.ok)
		throw Object.assign(new Error(answer.statusText),
			{ status: answer.status });
	return answer.json();
}

/* A page of ours as a document, to take parts from. */
async function page(url) {
	const answer = await fetch(url, { headers: { Accept: 'text/html' } });
	if (!answer.ok || new URL(answer.url).pathname !==
		new URL(url, location).pathname)
		throw Object.assign(new Error(url), { status: answer.status });
	return new DOMParser().parseFromString(await answer.text(),
		'text/html');
}

/* Put what another document has in place of what is here. */
function renew(fresh, ...selectors) {
	for (const selector of selectors) {
		const there = $$(selector, fresh);
		$$(selector).forEach((here, i) => {
			if (there[i])
				here.replaceWith(there[i]);
		});
	}
}

/* What to tell a person about a failure, and whether the page is stale. */
function explain(error) {
	if (error.status === undefined)
		return say(navigator.onLine ? words.failed : words.offline);
	if ([404, 409, 412].includes(error.status))
		return reload(words.changed);
	return reload(words.failed);
}

/* ---- keys -------------------------------------------------------------- */

const places = { t: '/', p: '/plan', r: '/recipes', s: '/shopping' };

function go(selector) {
	const link = $(selector);
	link?.click();
	return Boolean(link);
}

function search() {
	const input = $('[data-search]');
	input?.focus();
	input?.select();
	return Boolean(input);
}

/* A link or a summary is followed; what sends a form is only pointed at. */
function begin() {
	const one = $('a[data-new], summary[data-new], [data-new]');
	if (one?.matches('a, summary'))
		one.click();
	else
		one?.focus();
	return Boolean(one);
}

function help() {
	const dialog = $('#keys');
	if (!dialog)
		return false;
	dialog.showModal();
	return true;
}

function press(event) {
	if (event.defaultPrevented || event.ctrlKey || event.metaKey ||
	    event.altKey || event.isComposing || $('dialog[open]') ||
	    kept('localStorage', 'keys') === 'off' || event.target.closest(
	    'input, select, textarea, [contenteditable], .table'))
		return;
	const act = {
		'/': search, '?': help, n: begin,
		ArrowLeft: () => go('a[data-previous]'),
		ArrowRight: () => go('a[data-next]'),
	}[event.key];
	if (act ? act() : $('#keys') && places[event.key]) {
		event.preventDefault();
		if (!act)
			location.assign(places[event.key]);
	}
}

/* Escape closes what is open, and the focus goes back to its button. */
function escape(event) {
	if (event.key !== 'Escape' || $('dialog[open]'))
		return;
	const open = event.target.closest?.('details[open].pop, ' +
		'details[open].nav-more') ?? $('details[open].pop, ' +
		'details[open].nav-more');
	if (!open)
		return;
	open.open = false;
	if (open.contains(event.target) || event.target === document.body)
		$('summary', open).focus();
}

function outside(event) {
	for (const open of $$('details[open].pop, details[open].nav-more'))
		if (!open.contains(event.target))
			open.open = false;
}

/* ---- forms ------------------------------------------------------------- */

/* Leaving a form with something typed asks first. */
function guard(form) {
	let dirty = Boolean($('.summary'));
	form.addEventListener('input', () => { dirty = true; });
	form.addEventListener('submit', () => { dirty = false; });
	addEventListener('beforeunload', event => {
		if (dirty)
			event.preventDefault();
	});
}

/* Typing in the last row makes another; rows are numbered in their names. */
function grow(list) {
	list.addEventListener('input', event => {
		const last = list.lastElementChild;
		if (!last?.contains(event.target) || !event.target.value)
			return;
		const next = last.cloneNode(true);
		const step = text => text?.replace(/\d+/, n => Number(n) + 1);
		for (const e of $$('[id], [for], [name]', next)) {
			for (const name of ['id', 'for', 'name'])
				if (e.hasAttribute(name))
					e.setAttribute(name,
						step(e.getAttribute(name)));
			if (e.matches('input')) {
				e.value = '';
				e.removeAttribute('aria-invalid');
				e.removeAttribute('aria-describedby');
			}
		}
		for (const e of $$('.error', next))
			e.remove();
		list.append(next);
	});
}

/* A number that makes the text's SHA-256 begin with so many zero bits. */
async function solve(challenge, bits) {
	const bytes = new TextEncoder();
	for (let n = 0; ; n += 500) {
		const tries = Array.from({ length: 500 }, (_, i) =>
			`${challenge}:${n + i}`);
		const sums = await Promise.all(tries.map(text =>
			crypto.subtle.digest('SHA-256', bytes.encode(text))));
		const won = sums.findIndex(sum =>
			Math.clz32(new DataView(sum).getUint32(0)) >= bits);
		if (won >= 0)
			return tries[won];
	}
}

/*
 * What a program would send at once waits until it is due, and until the work
 * is done that was asked for; meanwhile one goes on typing.
 */
function gate(form) {
	const { seconds, challenge, difficulty } = form.dataset;
	let open = false, sent = false;
	const ready = Promise.all([
		new Promise(done => setTimeout(done, 1000 * seconds)),
		challenge ? solve(challenge, Number(difficulty)) : '',
	]).then(([, proof]) => { form.elements.proof.value = proof; })
		.catch(error => console.error('gate', error))
		.finally(() => { open = true; });

	form.addEventListener('submit', async event => {
		if (open)
			return;
		event.preventDefault();
		if (sent)
			return;
		sent = true;
		say(words.working);
		await ready;
		sent = false;
		form.requestSubmit();
	});
}

/* The day, meal and servings above go into every form below. */
function sync(form) {
	const copy = () => {
		for (const name of ['date', 'mealType', 'servings'])
			for (const e of $$(`form[method="post"] ` +
			    `input[type="hidden"][name="${name}"]`))
				if (form.elements[name]?.value)
					e.value = form.elements[name].value;
	};
	form.addEventListener('input', copy);
	form.addEventListener('change', copy);
	addEventListener('pageshow', copy);
}

/* What the lines pasted are taken for, before anything is saved. */
function preview(box) {
	const area = $('textarea', box.closest('fieldset'));
	let round = 0;

	if (!area)
		return;
	const show = later(500, async () => {
		const lines = area.value.split('\n').filter(s => s.trim())
			.slice(0, 200);
		const mine = ++round;
		box.hidden = !lines.length;
		if (!lines.length)
			return;
		try {
			const { items } = await call('POST',
				'/ingredients/parse', { body: { lines } });
			if (mine === round)
				box.replaceChildren(...taken(items));
		} catch {
			box.hidden = true;	/* saving reads them anyway */
		}
	});
	area.addEventListener('input', show);
	if (area.value)
		show();
}

function taken(items) {
	const lines = items.filter(item => item.reason !== 'heading');
	const good = lines.filter(item => !item.reason).length;
	const list = element('ul', { class: 'small' });

	for (const item of lines) {
		const line = element('li');
		const found = item.grams === null ? '' :
			`, ${filled(words.grams, Math.round(item.grams))}`;
		line.append(element('span', { dir: 'auto',
			text: item.originalText }));
		line.append(element('span', { class: 'soft', text:
			item.reason ? ` – ${$('#words').getAttribute(
			`data-${item.reason}`) ?? item.reason}` : ` – ${item.foodName}${found}` }));
		list.append(line);
	}
	return [element('p', { class: 'small', role: 'status',
		text: filled(words.counted, good, lines.length) }), list];
}

/* Foods to choose from while one is typed; another name is another food. */
let foodList;

function suggest(input) {
	const ask = later(250, async () => {
		const q = input.value.trim();
		if (q.length < 2)
			return;
		try {
			const { items } = await (await fetch('/api/v1/foods?' +
				new URLSearchParams({ q, limit: 8 }))).json();
			foodList.replaceChildren(...items.map(food =>
				element('option', { value: food.name })));
		} catch { /* typing goes on without them */ }
	});
	if (!foodList) {
		foodList = element('datalist', { id: 'foods-known' });
		document.body.append(foodList);
	}
	input.setAttribute('list', foodList.id);
	input.setAttribute('autocomplete', 'off');
	input.addEventListener('input', () => {
		for (const id of $$('[data-food-id]', input.closest('li')))
			id.value = '';
		ask();
	});
}

/* ---- a recipe ---------------------------------------------------------- */

/* Other amounts without a new page; ticks stay where they were. */
function stepper(form) {
	const input = form.elements.servings;
	let round = 0;

	const scale = async () => {
		if (!input.reportValidity())
			return;
		const url = `${form.getAttribute('action')}?` +
			new URLSearchParams({ servings: input.value });
		const mine = ++round;
		try {
			const fresh = await page(url);
			if (mine !== round)
				return;
			const ticks = $$('.tick input').map(t => t.checked);
			const head = form.parentElement;
			const part = $('[data-stepper]', fresh).closest('section');
			$('[data-stepper]', fresh).parentElement.remove();
			head.parentElement.replaceChildren(head,
				...part.childNodes);
			$$('.tick input').forEach((t, i) => {
				t.checked = Boolean(ticks[i]);
			});
			const planned = $('#plan-servings');
			if (planned)
				planned.value = input.value;
			history.replaceState(null, '', url);
		} catch {
			location.assign(url);
		}
	};
	const soon = later(300, scale);
	const button = (text, label, step) => {
		const b = element('button', { type: 'button', text,
			class: 'button button-small button-icon',
			'aria-label': label });
		b.addEventListener('click', () => {
			const now = Number(input.value.replace(',', '.')) || 1;
			const to = now + step;
			input.value = step < 0 && now <= 1 ? now / 2 :
				now < 1 ? now * 2 : Math.max(to, 0.25);
			if (Number(input.value) < 0.25)
				input.value = 0.25;
			soon();
		});
		return b;
	};
	input.before(button('−', words.less, -1));
	input.after(button('+', words.more, 1));
	$('button:not([type])', form).hidden = true;
	input.addEventListener('change', scale);
	form.addEventListener('submit', event => {
		event.preventDefault();
		scale();
	});
}

/* Keep the screen on while one cooks. */
function awake(button) {
	let lock = null;

	if (!navigator.wakeLock)
		return;
	const show = () => button.setAttribute('aria-pressed',
		String(Boolean(lock)));
	const take = async () => {
		try {
			lock = await navigator.wakeLock.request('screen');
		} catch {
			lock = null;
			say(words.failed);
		}
		show();
	};
	button.hidden = false;
	button.addEventListener('click', () => {
		if (!lock)
			return take();
		lock.release();
		lock = null;
		return show();
	});
	document.addEventListener('visibilitychange', () => {
		if (lock && document.visibilityState === 'visible')
			take();
	});
}

/* ---- shopping ---------------------------------------------------------- */

/* A row as ticked or not, and the sums above it. */
function mark(row, done) {
	const form = $('[data-tick]', row);
	const bar = $('progress');

	row.classList.toggle('shop-done', done);
	$('button', form).setAttribute('aria-pressed', String(done));
	form.elements.checked.value = String(!done);
	if (bar)
		bar.value += done ? 1 : -1;
}

/* Once the thumb rests, the sums are the server's. Rows stay where they are
 * until the next page: none moves under a thumb. */
const settle = later(600, async () => {
	try {
		renew(await page(location.pathname), '[data-left]', 'progress');
	} catch { /* they are right on the next page */ }
});

async function tick(event) {
	const form = event.target.closest('[data-tick]');
	const row = form?.closest('[data-id]');
	const list = form?.closest('[data-list]');

	if (!row || !list)
		return;
	event.preventDefault();
	if (row.dataset.busy)
		return;
	const done = form.elements.checked.value === 'true';
	const name = $('.shop-food', row)?.textContent ?? '';
	row.dataset.busy = '1';
	list.dataset.busy = Number(list.dataset.busy ?? 0) + 1;
	mark(row, done);
	try {
		await call('PATCH', `/shopping/lists/${list.dataset.list}` +
			`/items/${row.dataset.id}`, { body: { checked: done } });
		say(filled(done ? words.ticked : words.unticked, name),
			{ quiet: true });
		settle();
	} catch (error) {
		mark(row, !done);
		explain(error);
	} finally {
		delete row.dataset.busy;
		list.dataset.busy -= 1;
	}
}

/* ---- the week ---------------------------------------------------------- */

let dragging = false;

/* Empty meals are easy to hit while something is carried. */
function roomy(week, on) {
	dragging = on;
	for (const plus of $$('.add', week))
		plus.hidden = on;
	for (const list of $$('.slot > ul', week))
		list.style.flex = list.style.minHeight = '';
	if (on)
		for (const list of $$('.slot > ul', week)) {
			list.style.flex = '1';
			list.style.minHeight = '2.5rem';
		}
}

const dropped = week => async event => {
	const slot = event.to.closest('[data-type]');
	const day = event.to.closest('[data-date]');
	const entry = event.item;

	roomy(week, false);
	if (event.from === event.to && event.oldDraggableIndex ===
	    event.newDraggableIndex)
		return;
	try {
		await call('PATCH', `/plan/entries/${entry.dataset.id}`, {
			version: entry.dataset.version,
			body: { date: day.dataset.date,
				mealType: slot.dataset.type,
				position: event.newDraggableIndex },
		});
		const where = `${$('h2', day)?.textContent.trim()}, ` +
			slot.dataset.type;
		const fresh = await page(location.pathname + location.search);
		if (!dragging) {
			renew(fresh, '[data-week]', '[data-sum]');
			drag($('[data-week]'));
		}
		say(filled(words.moved, where));
	} catch (error) {
		if (error.status === undefined)
			return reload(words.failed);
		explain(error);
	}
	return undefined;
};

function drag(week) {
	if (!window.Sortable || !week)
		return;
	for (const list of $$('.slot > ul', week))
		window.Sortable.create(list, {
			group: 'plan',
			draggable: '.entry',
			filter: '.panel',
			preventOnFilter: false,
			animation: still.matches ? 0 : 140,
			delay: 250,
			delayOnTouchOnly: true,
			touchStartThreshold: 6,
			ghostClass: 'dragged',
			chosenClass: 'chosen',
			onStart: () => roomy(week, true),
			onEnd: dropped(week),
		});
}

/* ---- the rest ---------------------------------------------------------- */

function themes(box) {
	const now = () => kept('localStorage', 'theme') ?? '';
	const show = () => {
		for (const b of $$('[data-theme-set]', box))
			b.setAttribute('aria-pressed',
				String(b.dataset.themeSet === now()));
	};
	box.hidden = false;
	box.addEventListener('click', event => {
		const button = event.target.closest('[data-theme-set]');
		if (!button)
			return;
		const theme = button.dataset.themeSet;
		kept('localStorage', 'theme', theme);
		if (theme)
			html.dataset.theme = theme;
		else
			delete html.dataset.theme;
		show();
	});
	show();
}

/* Single keys get in the way of those who speak to their device. */
function single(box) {
	const input = $('input', box);

	box.hidden = false;
	input.checked = kept('localStorage', 'keys') !== 'off';
	input.addEventListener('change', () =>
		kept('localStorage', 'keys', input.checked ? '' : 'off'));
}

/* ---- all of it --------------------------------------------------------- */

const helpers = {
	'[data-guard]': guard,
	'[data-gate]': gate,
	'[data-rows]': grow,
	'[data-sync]': sync,
	'[data-parsed]': preview,
	'[data-food]': suggest,
	'[data-stepper]': stepper,
	'[data-awake]': awake,
	'[data-themes]': themes,
	'[data-keys]': single,
	'[data-zone]': e => {
		e.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
	},
	'[data-locale]': e => { e.value ||= navigator.language; },
	/* lines may be pasted; a return is the end */
	'[data-lines]': e => e.addEventListener('keydown', event => {
		if (event.key !== 'Enter' || event.shiftKey ||
		    event.isComposing)
			return;
		event.preventDefault();
		if (e.value.trim())
			e.form.requestSubmit();
	}),
	'[data-print]': e => {
		e.hidden = false;
		e.addEventListener('click', () => window.print());
	},
	'[data-close]': e => e.addEventListener('click', () =>
		e.closest('dialog').close()),
	/* what a form did: seen from wherever the page begins, then in its place */
	'.said': e => setTimeout(() => e.classList.remove('said'), 4000),
};

/* One that fails leaves the others, and the page, as they are. */
for (const [selector, helper] of Object.entries(helpers))
	for (const e of $$(selector))
		try {
			helper(e);
		} catch (error) {
			console.error(selector, error);
		}

document.addEventListener('keydown', press);
document.addEventListener('keydown', escape);
document.addEventListener('click', outside);
document.addEventListener('submit', tick);
addEventListener('load', () => drag($('[data-week]')));

const said = kept('sessionStorage', 'said');
if (said) {
	kept('sessionStorage', 'said', '');
	say(said);
}
