/*
 * The main job as the author of a client writes it, with nothing but the types
 * made of the contract: an account, a recipe, a week, a list, ticks. It is
 * compiled strictly: what the contract does not say is an error here. Each
 * line of output is what was seen, or the run ends with what was not.
 */
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Recipe = components['schemas']['Recipe'];
type RecipeInput = components['schemas']['RecipeInput'];
type Problem = components['schemas']['Problem'];
type Plan = components['schemas']['Plan'];

declare const process: { argv: string[] };

const base = process.argv[2] ?? '';
const name = process.argv[3] ?? '';
const password = 'a table for six';

function seen(truth: boolean, what: string): void {
	if (!truth)
		throw new Error(`not seen: ${what}`);
	console.log(what);
}

/* What a call gave, or its problem as an error. */
function got<A extends { data?: unknown; error?: unknown; response: Response }>(
    answer: A, what: string): NonNullable<A['data']> {
	if (answer.data === undefined || answer.data === null)
		throw new Error(`${what}: ${answer.response.status} ` +
		    JSON.stringify(answer.error));
	return answer.data;
}

async function logIn() {
	const nobody = createClient<paths>({ baseUrl: base });
	const made = got(await nobody.POST('/auth/register', { body: {
		email: `${name}@example.com`, username: name, password,
		fullName: 'A client',
	} }), 'register');
	seen(made.user.username === name, 'an account is made');

	const answer = got(await nobody.POST('/auth/login', {
		body: { login: name, password },
	}), 'login');
	/* one of two: the types let nobody forget the second factor */
	if ('mfaRequired' in answer)
		throw new Error('a second factor?');
	const token: string = answer.accessToken;
	const again = got(await nobody.POST('/auth/refresh', {
		body: { refreshToken: answer.refreshToken },
	}), 'refresh');
	seen(again.tokenType === 'Bearer' && token !== '', 'and logged in');
	return createClient<paths>({ baseUrl: base,
		headers: { Authorization: `Bearer ${again.accessToken}` } });
}

type Client = Awaited<ReturnType<typeof logIn>>;

const dal: RecipeInput = {
	name: 'Lemon dal', servings: 4, prepTime: 'PT10M', cookTime: 'PT25M',
	recipeIngredient: ['1 1/2 cups red lentils, rinsed', '2 tbsp butter'],
	instructions: [{ text: 'Rinse the lentils.' },
		{ text: 'Cook them soft.', timer: 'PT25M' }],
};

async function cook(client: Client): Promise<Recipe> {
	const made = got(await client.POST('/recipes', { body: dal }),
	    'a recipe');
	const energy: number | null = made.nutrition?.calories ?? null;
	seen(energy !== null && energy > 100, 'a recipe with its nutrition');
	const minutes: string | null = made.totalTime;
	seen(minutes === 'PT35M', 'its time');

	/* what was answered may be sent back as it is */
	const path = { id: made.id };
	const whole = got(await client.PUT('/recipes/{id}', {
		params: { path, header: { 'If-Match': `"${made.version}"` } },
		body: made,
	}), 'PUT of what was answered');
	seen(whole.version === made.version, 'sent back, it is no new version');
	const patched = got(await client.PATCH('/recipes/{id}', {
		params: { path }, body: { notes: 'Good with rice.' },
	}), 'PATCH');
	seen(patched.notes === 'Good with rice.' &&
	    patched.version === made.version + 1, 'a note is added');

	const late = await client.PATCH('/recipes/{id}', {
		params: { path, header: { 'If-Match': `"${made.version}"` } },
		body: { notes: null },
	});
	seen(late.response.status === 412 && late.error?.status === 412,
	    'who was late is told so');
	return patched;
}

async function refuse(client: Client): Promise<void> {
	const answer = await client.POST('/recipes', {
		body: { name: 'x', servings: 5000 },
	});
	const problem: Problem | undefined = answer.error;
	const first = problem?.errors?.[0];
	seen(answer.response.status === 400 && first?.code === 'range' &&
	    first.pointer === '/servings', 'a fault has a code and a place');
}

async function planWeek(client: Client, recipe: Recipe): Promise<Plan> {
	const days = ['23', '24', '25', '26', '27', '28', '29']
		.map((day) => `2026-11-${day}`);
	const batch = got(await client.POST('/plan/entries', { body: {
		items: days.map((date) => ({ date, mealType: 'dinner',
			recipeId: recipe.id, servings: 2 })),
	} }), 'a week at once');
	seen('items' in batch && batch.items.length === 7, 'seven dinners');
	const plan = got(await client.GET('/plan', { params: { query: {
		from: '2026-11-23', to: '2026-11-29', expand: 'recipe',
	} } }), 'the plan');
	seen(plan.days.length === 7 && plan.days.every((day) =>
		day.entries.every((entry) => entry.name === recipe.name &&
		entry.recipe?.totalTime === 'PT35M')), 'the week is planned');
	return plan;
}

async function shop(client: Client, plan: Plan): Promise<void> {
	const list = got(await client.POST('/shopping/lists', {
		body: { from: plan.from, to: plan.to },
	}), 'a list');
	seen(list.items.length === 2, 'the list has what the week needs');
	const id = list.id;
	const milk = got(await client.POST('/shopping/lists/{id}/items', {
		params: { path: { id } }, body: { text: '2 l milk' },
	}), 'an item');
	seen('food' in milk && milk.food === 'milk', 'and what was added');
	for (const item of list.items)
		got(await client.PATCH('/shopping/lists/{id}/items/{itemId}', {
			params: { path: { id, itemId: item.id } },
			body: { checked: true },
		}), 'a tick');
	const { data, response } = await client.GET('/shopping/lists/{id}', {
		params: { path: { id } } });
	seen(data?.items.filter((item) => item.checked).length === 2,
	    'ticks are kept');
	const etag = response.headers.get('ETag') ?? '';
	const same = await client.GET('/shopping/lists/{id}', {
		params: { path: { id }, header: { 'If-None-Match': etag } } });
	seen(same.response.status === 304, 'asked again, nothing is sent');
}

async function page(client: Client): Promise<void> {
	let cursor: string | null = null;
	const names: string[] = [];
	do {
		const list: components['schemas']['RecipeList'] =
		    got(await client.GET('/recipes', { params: { query: {
			limit: 1, sort: 'name', ...(cursor ? { cursor } : {}),
		} } }), 'a list');
		names.push(...list.items.map((recipe) => recipe.name));
		cursor = list.next;
	} while (cursor);
	seen(names.length === 2 && names[0] === 'Aloo',
	    'lists are read page by page');
}

/* What the types forbid: each of these lines must be an error. Never run. */
export async function wrong(client: Client): Promise<void> {
	// @ts-expect-error a recipe has a name
	await client.POST('/recipes', { body: { servings: 4 } });
	// @ts-expect-error which is text
	await client.POST('/recipes', { body: { name: 1 } });
	// @ts-expect-error no such member
	const body: components['schemas']['MealInput'] = { name: '', item: [] };
	await client.POST('/meals', { body });
	// @ts-expect-error no such address
	await client.GET('/recipe');
	// @ts-expect-error no such filter
	await client.GET('/foods', { params: { query: { query: 'x' } } });
	// @ts-expect-error not one of the words
	await client.POST('/recipes', { body: { name: 'x', visibility: 'all' } });
	// @ts-expect-error servings may be null
	const n: number | undefined = (await client.PUT('/recipes/{id}', {
		params: { path: { id: '' } }, body: { name: '' },
	})).data?.servings;
	throw new Error(`${n}`);
}

const client = await logIn();
const recipe = await cook(client);
got(await client.POST('/recipes', { body: { name: 'Aloo' } }), 'another');
await refuse(client);
await shop(client, await planWeek(client, recipe));
await page(client);
