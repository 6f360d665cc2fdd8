/* What each page transfers, its policy, and what the console says. */
import { run, open, logIn, listen, given, ok } from './lib.js';

const limit = 60 * 1024;

async function weigh(context, [name, path]) {
	const page = await context.newPage();
	const wire = await context.newCDPSession(page);
	const heard = listen(page);
	const kinds = new Map();
	const wrong = [];
	let bytes = 0;

	await wire.send('Network.enable');
	await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
	wire.on('Network.responseReceived', e => {
		kinds.set(e.requestId, e.type);
		if (e.response.url.startsWith('data:'))
			kinds.set(e.requestId, 'Image');
	});
	wire.on('Network.loadingFinished', e => {
		if (kinds.get(e.requestId) !== 'Image')
			bytes += e.encodedDataLength;
	});
	const answer = await page.goto(path, { waitUntil: 'networkidle' });
	const policy = answer.headers()['content-security-policy'] ?? '';
	ok(bytes <= limit && bytes > 1000, `${name}: at most 60 kB`, bytes);
	ok(policy && !/unsafe|\*/.test(policy) &&
		/default-src 'none'/.test(policy), `${name}: a strict policy`,
		policy);
	/* the console notes the status of a page that says "not found" */
	if (answer.status() === 404)
		wrong.push(/status of 404/);
	const rest = heard.filter(line => !wrong.some(re => re.test(line)));
	ok(!rest.length, `${name}: nothing to complain of`, ...rest);
	await page.close();
	return bytes;
}

run(async browser => {
	const context = await open(browser);
	let most = 0;
	for (const one of given.nobody)
		most = Math.max(most, await weigh(context, one));
	const page = await context.newPage();
	await logIn(page);
	await page.close();
	for (const one of given.pages)
		most = Math.max(most, await weigh(context, one));
	process.stderr.write(`# the heaviest page: ${most} bytes\n`);
});
