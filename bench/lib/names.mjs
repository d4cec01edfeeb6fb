// Names that nobody has, in the proportions that make searching hard: a few syllables that most share.
const first = [...'云风雨星月山石泉溪川湖海松柏竹梅兰菊桐枫李安平和文成思远青白'];
const second = [...'一二三明亮清静远近高低长宽春夏秋冬晨暮东西南北天地木火土金玉书琴棋画歌舞诗词茶'];
const third = [...'儿子叶花果林峰岭谷原田野村庄园亭台楼阁桥路舟帆灯影光辉露霜雪霞虹雷电鹤燕雀莺'];
const given = ['Ada', 'Bo', 'Cora', 'Dan', 'Ella', 'Finn', 'Gwen', 'Hal', 'Ivy', 'Jon', 'Kay', 'Leo'];
const family = ['Stone', 'Rivers', 'Field', 'Wood', 'Marsh', 'Hill', 'Lake', 'Ford', 'Dale', 'Moor', 'Heath'];

/** Spreads neighbours apart, the same every time. */
const mixed = (number) => Math.imul(number + 1, 2654435761) >>> 0;

/** One in eight has a name in Latin letters; of the others one in four has two characters. */
export function nameOf(number) {
  const dice = mixed(number);
  if (dice % 8 === 0) return `${given[(dice >>> 5) % given.length]} ${family[(dice >>> 11) % family.length]}`;
  const start = first[(dice >>> 3) % first.length] + second[(dice >>> 9) % second.length];
  return (dice >>> 16) % 4 === 0 ? start : start + third[(dice >>> 18) % third.length];
}

/** The range of satellite phones, so nobody's. */
export const phoneOf = (number) => `1740${String(number).padStart(7, '0')}`;
