import path from "node:path";
import { root } from "../stack/processes.ts";
import { buildSdk } from "./sdk.ts";

/** Makes what is published: `npm run sdk`, and then `npm pack ./client/sdk/dist`. */
const folder = path.join(root, "client/sdk/dist");
await buildSdk(folder);
console.log(`${path.relative(root, folder)} is ready for: npm pack ./${path.relative(root, folder)}`);
