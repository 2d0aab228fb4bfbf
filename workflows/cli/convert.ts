import { command } from "./command.ts";
import { print, say } from "./io.ts";
import { neededServer, serverOptions } from "./server.ts";
import { load } from "./source.ts";

export const convert = command({
	name: "convert",
	says: "the API graph of a workflow the editor saved, or of a picture; - is stdin. It takes --object-info or --comfyui",
	takes: ["<file>"],
	options: {
		...serverOptions,
		report: { says: "{ graph, unknowns }: what could not be known or was decided" },
		"allow-unknown": { says: "nodes of classes that ComfyUI lacks too, as far as the file tells" },
	},
	examples: ["workflow.json --comfyui http://127.0.0.1:8188", "picture.png --object-info info.json --report"],
	async run({ words: [file = ""], values }) {
		const made = await load(file, await neededServer(values), {
			// The editor writes the date into prefixes when it queues a prompt; here is the next best moment.
			now: new Date(),
			allowUnknown: values["allow-unknown"] ?? false,
		});
		if (!made.ok) {
			print({ problems: made.problems });
			return 2;
		}
		if (values.report) print({ graph: made.graph, unknowns: made.unknowns });
		else {
			print(made.graph);
			if (made.kind === "api") say("This was a graph in API format already.");
			for (const { pointer, message } of made.unknowns) say(`${pointer}: ${message}`);
		}
		return 0;
	},
});
