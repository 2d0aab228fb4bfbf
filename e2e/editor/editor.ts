import type { Browser, Page } from "playwright-core";
import { launch } from "../browser/chromium.ts";
import { type EditorServer, serveEditor } from "./server.ts";

/** What the editor makes of a file: the prompt it would queue, or the words with which it failed. */
export type Queued = { prompt: Record<string, unknown> } | { failed: string };

/** The real editor in a browser without a screen, with these node classes. */
export class Editor {
	readonly #browser: Browser;
	readonly #server: EditorServer;
	readonly #now: Date;
	#page: Page | undefined;

	private constructor(browser: Browser, server: EditorServer, now: Date) {
		this.#browser = browser;
		this.#server = server;
		this.#now = now;
	}

	/**
	 * @param files the editor's static files
	 * @param objectInfo the answer of `GET /object_info`, as text
	 * @param now what its clock says while it queues: dates get into names of files
	 */
	static async open(files: string, objectInfo: string, now: Date): Promise<Editor> {
		const server = await serveEditor(files, objectInfo);
		try {
			return new Editor(await launch(), server, now);
		} catch (error) {
			await server.close();
			throw error;
		}
	}

	/** Opens the file and queues it, as a person would. A page that a file broke is not used again. */
	async queue(ui: unknown): Promise<Queued> {
		this.#page ??= await this.#newPage();
		try {
			return {
				prompt: await this.#page.evaluate(queueInPage, [JSON.stringify(ui), this.#now.getTime()] as const),
			};
		} catch (error) {
			await this.#page.context().close();
			this.#page = undefined;
			return { failed: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
		}
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.#server.close();
	}

	async #newPage(): Promise<Page> {
		// A small one: most of the time goes into drawing, without a GPU.
		const context = await this.#browser.newContext({ viewport: { width: 320, height: 240 } });
		const page = await context.newPage();
		page.setDefaultTimeout(LOADING_MS);
		// Nothing but the stand-in is asked for anything: the editor looks for news and fonts elsewhere.
		await page.route(
			(url) => url.origin !== this.#server.url,
			(route) => route.abort(),
		);
		await page.goto(this.#server.url);
		await page.waitForFunction("window.app?.vueAppReady === true && window.app.graph != null");
		return page;
	}
}

/** Its code is 20 MB, which a busy machine reads slowly. */
const LOADING_MS = 240_000;

/** What is used of the page. */
interface EditorPage {
	app: {
		loadGraphData(ui: unknown): Promise<void>;
		graphToPrompt(): Promise<{ output: Record<string, unknown> }>;
	};
	Date: DateConstructor;
}

/** Runs in the page. While it queues, choices in prompts fall on the first, and the clock stands still. */
async function queueInPage([text, now]: readonly [string, number]): Promise<Record<string, unknown>> {
	const page = globalThis as unknown as EditorPage;
	await page.app.loadGraphData(JSON.parse(text));
	const { random } = Math;
	const RealDate = page.Date;
	Math.random = () => 0;
	page.Date = class extends RealDate {
		constructor(...args: [] | [number]) {
			super(...(args.length === 0 ? ([now] as const) : args));
		}
	} as DateConstructor;
	try {
		return (await page.app.graphToPrompt()).output;
	} finally {
		Math.random = random;
		page.Date = RealDate;
	}
}
