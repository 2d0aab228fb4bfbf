import { models } from "./models/cli.ts";
import { readLock } from "./models/lock.ts";
import lock from "./models.lock.json" with { type: "json" };

process.exit(await models(readLock(lock), process.argv.slice(2), process.env));
