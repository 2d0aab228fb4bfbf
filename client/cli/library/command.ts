import { asCalled, type Command, type ExitName } from "../command.ts";

const EXITS: readonly ExitName[] = ["ok", "failed", "usage"];

const USAGE = `npm run darkroom -- workflows <command> [options]

The library on this machine, without a server. Without a command it tells what each of them takes.

  list                     the workflows, one per line
  show <id>                what a workflow takes, needs and leaves
  canvas <id>              a workflow as a file for the editor of ComfyUI
  convert <file>           the API graph of what the editor saved, or of a picture
  validate <file>          what ComfyUI would say to a graph, and what Darkroom would
  import <file>            a folder of the library from a workflow, a graph or a picture
  doctor                   which workflows would run on a ComfyUI, and what the others lack
  pipelines                the same for pipelines: list, show, validate
  readme                   writes the README of each, or looks whether it is current

Examples:
  npm run darkroom -- workflows show z-image-turbo-base-image
  npm run darkroom -- workflows doctor --comfyui http://127.0.0.1:8188

Ends with 0 done, 1 something is not current, 2 not understood, or bad.`;

/** The library on this machine, without a server: what `npm run workflows` does. */
export const workflows: Command = {
	helpsItself: true,
	parts: ["list", "show", "canvas", "convert", "validate", "import", "doctor", "pipelines", "readme"],
	usage: USAGE,
	async run(args, env) {
		const called = asCalled("npm run darkroom -- workflows", env.npm_lifecycle_event);
		const { main } = await import("../../../workflows/cli/main.ts");
		return EXITS[await main(args, called)] ?? "failed";
	},
};
