import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Galería",
	keys: "Las teclas 1, 2 y 3 cambian la vista, s intercambia las dos.",
	swap: "Intercambiar",
	view: "Vista",
	slider: "Deslizador",
	side: "Lado a lado",
	difference: "Diferencia",
	position: "Posición de la línea",
	first: "Primera",
	second: "Segunda",
	difference_text: "Lo negro es igual; lo que difiere brilla.",
	gain: "Brillo",
});
