import { models } from "./cli.ts";
import lock from "./lock.json" with { type: "json" };
import { readLock } from "./lock.ts";

process.exit(await models(readLock(lock), process.argv.slice(2), process.env));
