export { PyFloat } from "../../../../workflows/validate/python/python.ts";
export { dumps, loads } from "../../../../workflows/validate/python/python-json.ts";
