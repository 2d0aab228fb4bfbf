import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Imagens com legendas, com as quais se treinam LoRAs.",
	create: "Novo conjunto",
	create_yes: "Criar",
	empty_title: "Ainda não há conjuntos",
	empty_text: "Comece um, adicione sete imagens ou mais e congele-o quando nada estiver errado.",
	more: "Mostrar mais",
	pictures: "Imagens: {n}",
	newest: "Versão {n}",
	name: "Nome",
	name_hint: "Letras minúsculas, dígitos, - e _",
	trigger: "Palavra-gatilho",
	trigger_hint: "Cada legenda começa com ela, como spyke_plasma_v1",
	preset: "O que se exige",
	preset_any: "7 imagens ou mais",
	preset_sheet: "7 a 10 de uma ficha de personagem",
	preset_manga: "15 a 20 com 512 pixels",
	preset_thirty: "30: 21 meio corpo, 6 retratos, 3 corpo inteiro",
	asymmetric: "Os dois lados do personagem diferem",
	asymmetric_hint: "Cópias espelhadas ensinariam o lado errado",
});
