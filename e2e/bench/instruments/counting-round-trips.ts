/**
 * The head of a Worker around the edge's bundle: the same Worker and objects, which count in `asked` how often D1 is
 * asked. A batch counts once, as it is one round trip. What comes behind it exports the handlers, and gives the edge
 * `around(env)`.
 */
export const countingRoundTrips = (bundle: string) => `
import edge, * as all from ${JSON.stringify(bundle)};
export * from ${JSON.stringify(bundle)};
let asked = 0;
const inner = new WeakMap();
const counted = (statement) => {
	const outer = { bind: (...values) => counted(statement.bind(...values)) };
	for (const name of ["all", "run", "raw", "first"])
		outer[name] = (...options) => ((asked += 1), statement[name](...options));
	inner.set(outer, statement);
	return outer;
};
const around = (env) => ({
	...env,
	DB: {
		prepare: (sql) => counted(env.DB.prepare(sql)),
		batch: (list) => ((asked += 1), env.DB.batch(list.map((one) => inner.get(one) ?? one))),
	},
});
const counting = (Base) => class extends Base {
	constructor(context, env) { super(context, around(env)); }
};
export const JobObject = counting(all.JobObject);
export const PoolObject = counting(all.PoolObject);
`;
