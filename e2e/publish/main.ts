import path from "node:path";
import { root } from "../stack/processes.ts";
import { buildCli } from "./cli.ts";
import { buildReact } from "./react.ts";
import { buildSdk } from "./sdk.ts";

/** Makes what is published: `npm run sdk`, and then `npm pack ./client/sdk/dist` and `npm pack ./client/react/dist`. */
const sdk = path.join(root, "client/sdk/dist");
const cli = path.join(root, "client/cli/dist");
const react = path.join(root, "client/react/dist");
await buildSdk(sdk);
await buildReact(react, sdk);
await buildCli(cli);
for (const folder of [sdk, react, cli])
	console.log(`${path.relative(root, folder)} is ready for: npm pack ./${path.relative(root, folder)}`);
