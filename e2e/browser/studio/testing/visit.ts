import type { Browser, BrowserContext, Page } from "playwright-core";
import { PATIENCE_MS } from "../../../../workflows/testing/patience.ts";
import type { StudioAccount } from "./account.ts";

/** Pixels: 390 is a phone, 1440 a desk. */
export type Width = 390 | 1440;

export interface Look {
	width?: Width;
	theme?: "light" | "dark";
	locale?: string;
}

/** Somebody at a browser of their own. */
export interface Visit {
	page: Page;
	context: BrowserContext;
	/** What the page complained of, and whom else than its own server it asked. Must be empty in the end. */
	complaints: string[];
	/** Opens an address below /studio. */
	open(path: string): Promise<void>;
	close(): Promise<void>;
}

/** The window of a phone or a desk. */
export const viewport = (width: Width) => ({ width, height: width === 390 ? 844 : 900 });

/** A browser that nobody is signed in with. */
export async function visit(browser: Browser, url: string, look: Look = {}): Promise<Visit> {
	const { width = 1440, theme = "dark", locale = "en" } = look;
	const context = await browser.newContext({
		viewport: viewport(width),
		colorScheme: theme,
		locale,
		reducedMotion: "reduce",
	});
	// On a busy machine; and a test says what it waited for before its own time is over.
	context.setDefaultTimeout(PATIENCE_MS / 2);
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error") complaints.push(message.text());
	});
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("request", (request) => {
		const asked = request.url();
		if (!/^(data|blob):/.test(asked) && !asked.startsWith(url)) complaints.push(`asked ${asked}`);
	});
	return {
		page,
		context,
		complaints,
		open: async (path) => {
			await page.goto(`${url}/studio${path}`);
		},
		close: () => context.close(),
	};
}

/** The same, signed in with the operator's key. */
export async function asOperator(
	browser: Browser,
	{ url, adminKey }: { url: string; adminKey: string },
	path: string,
	look: Look = {},
): Promise<Visit> {
	const visitor = await visit(browser, url, look);
	await visitor.open(path);
	await visitor.page.getByRole("textbox").fill(adminKey);
	await visitor.page.keyboard.press("Enter");
	await visitor.page.getByRole("navigation").filter({ visible: true }).first().waitFor();
	await visitor.open(path);
	return visitor;
}

/** The same, signed in by an address as `npm start` prints it, at the page of `path`. */
export async function signedIn(
	browser: Browser,
	account: StudioAccount,
	path = "/jobs",
	look: Look = {},
): Promise<Visit> {
	const visitor = await visit(browser, account.url, look);
	await visitor.page.goto(await account.signInAddress());
	await visitor.page.getByRole("main").waitFor();
	await visitor.page.waitForURL(/\/studio\/jobs$/);
	if (path !== "/jobs") await visitor.open(path);
	return visitor;
}
