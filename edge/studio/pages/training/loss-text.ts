/** A loss as it is written: three digits that count. Pure. */
export const lossText = (loss: number): string => (loss === 0 ? "0" : String(Number(loss.toPrecision(3))));
