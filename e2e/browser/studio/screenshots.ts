import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { launch } from "../chromium.ts";
import { makeAccount } from "./testing/account.ts";
import { atRest } from "./testing/checks.ts";
import type { State } from "./testing/state.ts";
import { startStudioStack } from "./testing/studio-stack.ts";
import { asOperator, signedIn, type Visit, viewport, visit } from "./testing/visit.ts";

/**
 * Pictures of every page in every state, on phone and desk, in light and dark, into `.wrangler/screenshots`. Look at them.
 *
 *   npm run screenshots            (all pages)
 *   npm run screenshots -- jobs    (some)
 *   npm run screenshots -- --locale=ar jobs
 */
const WIDTHS = [390, 1440] as const;
const THEMES = ["light", "dark"] as const;
const folder = path.resolve(import.meta.dirname, "../../../.wrangler/screenshots");
const states = path.join(import.meta.dirname, "states");
const [locale = "en"] = process.argv.flatMap((argument) => /^--locale=(.+)$/.exec(argument)?.[1] ?? []);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

await mkdir(folder, { recursive: true });
const { stack, stop } = await startStudioStack(200);
const browser = await launch();
const studio = { url: stack.edge.url, adminKey: stack.adminKey };
try {
	const pages = (await readdir(states)).map((file) => path.basename(file, ".ts"));
	for (const name of pages.filter((page) => wanted.length === 0 || wanted.includes(page))) {
		const found = (await import(path.join(states, `${name}.ts`))) as { states: State[] };
		for (const state of found.states)
			await picture(name, state).catch((error: unknown) => {
				// One that cannot be taken keeps none of the others from being taken.
				console.error(`${name}-${state.name} has no picture:`, error);
				process.exitCode = 1;
			});
	}
	if (wanted.length === 0 || wanted.includes("sign-in")) await pictureOfSignIn();
} finally {
	await browser.close();
	await stop();
}

/** Everything is brought about once; then the same page is looked at in every width and theme. */
async function picture(page: string, state: State): Promise<void> {
	const account = await makeAccount(studio);
	const at = await state.arrange(account);
	const seen = state.operator
		? await asOperator(browser, studio, at, { locale })
		: await signedIn(browser, account, at, { locale });
	await state.ready(seen.page);
	await save(seen, `${page}-${state.name}`);
}

async function pictureOfSignIn(): Promise<void> {
	const seen = await visit(browser, studio.url, { locale });
	await seen.open("/");
	await seen.page.getByRole("textbox").waitFor();
	await save(seen, "sign-in");
}

async function save({ page, complaints, close }: Visit, name: string): Promise<void> {
	for (const width of WIDTHS)
		for (const theme of THEMES) {
			await page.setViewportSize(viewport(width));
			await page.emulateMedia({ colorScheme: theme });
			await atRest(page);
			const file = `${name}-${width}-${theme}${locale === "en" ? "" : `-${locale}`}.png`;
			await page.screenshot({ path: path.join(folder, file), fullPage: true });
			console.log(file);
		}
	for (const complaint of complaints) console.log(`${name}: ${complaint}`);
	await close();
}
