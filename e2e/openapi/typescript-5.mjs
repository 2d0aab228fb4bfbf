// Generators of clients use TypeScript's JavaScript API, which TypeScript 7 no longer has: they get that of 5. To be
// loaded with `node --import` before a generator.
import { registerHooks } from "node:module";
import { ts } from "@ts-morph/common";

registerHooks({
	resolve: (specifier, context, next) =>
		specifier === "typescript" ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});

export default ts;
