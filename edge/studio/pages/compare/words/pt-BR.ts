import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Galeria",
	keys: "As teclas 1, 2 e 3 mudam a visão, s troca as duas.",
	swap: "Trocar",
	view: "Visão",
	slider: "Controle deslizante",
	side: "Lado a lado",
	difference: "Diferença",
	position: "Posição da linha",
	first: "Primeira",
	second: "Segunda",
	difference_text: "O preto é igual; o que difere brilha.",
	gain: "Brilho",
});
