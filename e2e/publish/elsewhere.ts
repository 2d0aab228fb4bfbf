import vm from "node:vm";
import { transform } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { NativeBlob, reactNative } from "./react-native.ts";

/** What a program elsewhere is given: where Darkroom is, its key, and a file to send. */
export interface Given {
	url: string;
	key: string;
	base64: string;
}

/** Runs `program` (`async (sdk, given, file) => …`, as text) in the runtime of Workers, with the SDK beside it, and answers with what it gave. */
export async function inWorkerd(sdk: string, program: string, given: Given): Promise<unknown> {
	const worker = `import * as sdk from "./sdk.js";
		const program = ${program};
		export default {
			async fetch(request) {
				const given = await request.json();
				const file = new Blob([Uint8Array.from(atob(given.base64), (one) => one.charCodeAt(0))], { type: "image/png" });
				return Response.json(await program(sdk, given, file));
			},
		};`;
	const miniflare = new Miniflare(
		convertV4MiniflareOptions({
			name: "customer",
			modules: [
				{ type: "ESModule", path: "worker.js", contents: worker },
				{ type: "ESModule", path: "sdk.js", contents: sdk },
			],
			compatibilityDate: "2026-01-01",
			cf: false,
		} as Parameters<typeof convertV4MiniflareOptions>[0]),
	);
	try {
		const answer = await miniflare.dispatchFetch("http://customer/", {
			method: "POST",
			body: JSON.stringify(given),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(text);
		return JSON.parse(text);
	} finally {
		await miniflare.dispose();
	}
}

/** The same in a stand-in for React Native. */
export async function asInReactNative(sdk: string, program: string, given: Given): Promise<unknown> {
	// Its packager makes scripts of modules.
	const { code } = await transform(sdk, { format: "iife", globalName: "sdk", target: "es2021" });
	const context = reactNative();
	vm.runInContext(code, context);
	const file = NativeBlob.holding(new Blob([Buffer.from(given.base64, "base64")], { type: "image/png" }));
	Object.assign(context, { given, file });
	const gave: unknown = await vm.runInContext(`(${program})(sdk, given, file)`, context);
	// What lives in the other context is of no class that is known here.
	return JSON.parse(JSON.stringify(gave));
}
