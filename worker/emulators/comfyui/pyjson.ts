export { PyFloat } from "../../../workflows/validate/python.ts";
export { dumps, loads } from "../../../workflows/validate/python-json.ts";
