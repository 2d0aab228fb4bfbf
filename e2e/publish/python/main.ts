import { GENERATED, writePythonFiles } from "./generate.ts";

/** Writes what the Python package is made of the API: `npm run sdk:python`. */
await writePythonFiles();
console.log(`${GENERATED} is as the API is`);
