/**
 * Stands in for Node's `module` in the Worker (`alias` in wrangler.toml): runpod-sdk asks it for its own package.json,
 * and nothing else.
 */
export const createRequire = () => () => ({ version: "1.1.2" });
