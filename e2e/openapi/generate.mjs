// Makes typed clients of an OpenAPI document, as people who use the API do, with the generators' own defaults:
//   node --import ./e2e/openapi/typescript-5.mjs e2e/openapi/generate.mjs <openapi.json> <folder>
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import openapiTypescript, { astToString } from "openapi-typescript";

const [input, folder] = process.argv.slice(2);
const document = JSON.parse(await readFile(input, "utf8"));
await writeFile(path.join(folder, "types.ts"), astToString(await openapiTypescript(document)));
await createClient({ input, output: path.join(folder, "client"), logs: { level: "silent", file: false } });
