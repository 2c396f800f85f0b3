import type { Rule } from '../../../shared/lib/preparation.ts';

/**
 * What the demo clinic asks of whoever orders a service (row P2). Usual practice of laboratories, written down for a demo: a clinic puts
 * its own rules into its price list. Texts continue a sentence: «исключите: алкоголь», «соберите: суточную мочу», «нельзя: …».
 */

const fasting = (hours: number): Rule => ({ kind: 'fasting', hours });
const hours = (from: number, until: number): Rule => ({ kind: 'hours', from: from * 60, until: until * 60 });
const cycle = (from: number, until: number): Rule => ({ kind: 'cycleDays', from, until });
const pause = (days: number, ru: string, en: string): Rule => ({ kind: 'pause', what: { ru, en }, days });
const avoid = (forHours: number, ru: string, en: string): Rule => ({ kind: 'avoid', what: { ru, en }, hours: forHours });
const collect = (forHours: number, ru: string, en: string): Rule => ({ kind: 'collect', what: { ru, en }, hours: forHours });
const duration = (minutes: number): Rule => ({ kind: 'duration', minutes });
const contains = (codes: string): Rule => ({ kind: 'contains', codes: codes.split(' ') });
const excludes = (codes: string, ru: string, en: string): Rule => ({ kind: 'excludes', codes: codes.split(' '), why: { ru, en } });
const women: Rule = { kind: 'sex', only: 'female' };
const men: Rule = { kind: 'sex', only: 'male' };
const adults: Rule = { kind: 'age', from: 18 };

const biotin = pause(2, 'биотин (витамин B7) и витамины для волос и ногтей, в которых он есть', 'biotin (vitamin B7) and hair and nail vitamins that contain it');
const thyroxine = pause(1, 'утренняя таблетка левотироксина (её берут с собой и принимают после взятия крови)', 'the morning levothyroxine tablet (brought along and taken after the blood is drawn)');
const iron = pause(7, 'препараты железа', 'iron medicines');
const spironolactone = pause(28, 'спиронолактон и эплеренон', 'spironolactone and eplerenone');
const pressure = pause(14, 'мочегонные и некоторые лекарства от давления', 'diuretics and some blood pressure medicines');
const hormonal = pause(7, 'гормональные лекарства, в том числе контрацептивы', 'hormonal medicines, contraceptives included');
const steroids = pause(1, 'преднизолон, гидрокортизон и другие глюкокортикоиды, также мази и спреи', 'prednisolone, hydrocortisone and other glucocorticoids, ointments and sprays too');
const metformin = pause(2, 'метформин', 'metformin');
const thyrostatics = pause(5, 'тиамазол и другие лекарства, снижающие функцию щитовидной железы', 'thiamazole and other antithyroid medicines');
const iodine = pause(28, 'йод, амиодарон и витамины с йодом', 'iodine, amiodarone and vitamins with iodine');
const anticoagulants = pause(3, 'лекарства, разжижающие кровь', 'blood-thinning medicines');
const acidBlockers = pause(14, 'омепразол и другие лекарства, снижающие кислотность', 'omeprazole and other acid-lowering medicines');

const alcohol = avoid(24, 'алкоголь', 'alcohol');
const sport = avoid(24, 'спорт и тяжёлую работу', 'sport and heavy work');
const smoking = avoid(1, 'курение', 'smoking');
const fat = avoid(24, 'жирное и жареное', 'fatty and fried food');
const stimulants = avoid(24, 'кофе, чай, шоколад, бананы, цитрусовые и сыр', 'coffee, tea, chocolate, bananas, citrus fruit and cheese');
const closeness = avoid(24, 'близость, сауну и массаж груди', 'intimacy, sauna and breast massage');
const ejaculation = avoid(72, 'близость и велосипед', 'intimacy and cycling');
const gasFood = avoid(48, 'чёрный хлеб, бобовые, капусту, молоко и газированные напитки', 'rye bread, pulses, cabbage, milk and fizzy drinks');

const dayUrine = collect(24, 'суточную мочу в банку из регистратуры', '24-hour urine in the container from reception');
const morningUrine = collect(1, 'утреннюю мочу в стерильный контейнер', 'morning urine in a sterile container');
const saliva = collect(1, 'слюну в пробирку из регистратуры', 'saliva in the tube from reception');
const lateSaliva = collect(12, 'слюну в 23:00 два вечера в пробирки из регистратуры', 'saliva at 23:00 on two evenings in the tubes from reception');
const stool = collect(12, 'кал в контейнер из аптеки', 'stool in a container from the pharmacy');

const morning = hours(7, 11);
const early = hours(7, 9.5);
const blood = [morning, fasting(8), alcohol] as const;
const immune = [...blood, biotin] as const;
const contrast = [fasting(8), adults, metformin] as const;

/** Blood taken the same day would carry the isotope, and iodine of a contrast fills the gland for weeks. */
const isotope = excludes(
  'A09.05.065 A09.05.063 A09.05.061 A09.05.117 A09.05.119 A09.05.058 B03.058.001 B03.058.002 B03.058.007 B03.058.012 B03.058.015',
  'изотоп в крови искажает анализ, кровь сдают до исследования',
  'the isotope in the blood distorts the test, blood is taken before the scan',
);
const scansAndContrast = excludes(
  'A06.30.005.001 A06.22.002.001 A06.08.007',
  'йод контраста мешает сцинтиграфии несколько недель, сначала делают сцинтиграфию',
  'the iodine of the contrast spoils a scintigraphy for weeks, the scintigraphy comes first',
);
const otherIsotope = excludes(
  'A07.22.001 A07.22.002 A07.22.002.001 A07.22.003 A07.22.004 A07.22.005 A07.03.001 A07.30.043 A07.30.044',
  'два изотопа в один день не вводят',
  'two isotopes are not given on one day',
);
const otherLoad = excludes(
  'A12.22.005 A12.22.005.001 A12.22.005.002 A12.22.004 A12.22.006 A12.22.007 A12.22.013',
  'две нагрузки в один день мешают друг другу',
  'two loads on one day disturb each other',
);
const dexamethasone = excludes(
  'A09.05.135 A09.05.067 A09.07.007 A09.07.008 A09.28.035 A12.22.003 B03.058.009 B03.058.012',
  'дексаметазон подавляет кортизол, остальные анализы надпочечников сдают раньше',
  'dexamethasone suppresses cortisol, the other adrenal tests come first',
);
const barium = excludes('A06.30.005 A06.30.005.001 A04.16.001 A06.03.061', 'барий мешает снимкам живота и денситометрии', 'barium spoils abdominal images and densitometry');

type Group = readonly [codes: string, rules: readonly Rule[]];

export const preparationGroups: readonly Group[] = [
  // Thyroid
  ['A09.05.065 A09.05.063 A09.05.064', [...immune, thyroxine]],
  ['A09.05.061 A09.05.060 A09.05.062 A09.05.118', [...immune, thyroxine, thyrostatics]],
  ['A09.05.117 A09.05.119', immune],
  ['A12.06.045 A12.06.017 A12.06.046', [biotin, alcohol]],
  ['B03.058.001', [...immune, thyroxine, contains('A09.05.065 A09.05.063 A12.06.045')]],
  ['B03.058.002', [...immune, thyroxine, contains('A09.05.065 A09.05.063 A09.05.061 A12.06.045 A12.06.017 B03.058.001')]],
  // Adrenal glands
  ['A09.05.135 A09.05.067', [early, fasting(8), sport, smoking, steroids]],
  ['A09.05.136', [hours(16, 18), avoid(4, 'еду', 'food'), sport, smoking, steroids]],
  ['A09.05.138', [early, fasting(8), steroids, dexamethasone, excludes('A09.05.136', 'утром принимают дексаметазон, вечерний кортизол сдают в другой день', 'dexamethasone comes first, evening cortisol is taken on another day')]],
  ['A12.22.002', [early, steroids, dexamethasone, excludes('A09.05.138', 'это две пробы с дексаметазоном, их делают по очереди', 'these are two dexamethasone tests, done one after the other')]],
  ['A09.07.007', [saliva, smoking, steroids]],
  ['A09.07.008', [lateSaliva, smoking, steroids]],
  ['A09.28.035', [dayUrine, alcohol, steroids]],
  ['A09.05.069 A09.05.121', [hours(8, 10), fasting(8), sport, spironolactone, pressure, duration(15)]],
  ['A09.05.171', [hours(8, 10), fasting(8), sport, spironolactone, pressure, duration(15), contains('A09.05.069 A09.05.121')]],
  ['A09.28.039', [dayUrine, spironolactone, pressure]],
  ['A09.28.034', [dayUrine, stimulants, sport, alcohol, pause(7, 'антидепрессанты, парацетамол и капли от насморка', 'antidepressants, paracetamol and nasal drops')]],
  ['A09.28.040', [dayUrine, stimulants, sport, alcohol, contains('A09.28.034')]],
  ['A09.28.036 A09.28.037', [dayUrine, stimulants, sport, alcohol]],
  ['A09.28.038', [dayUrine, avoid(48, 'бананы, ананасы, орехи, авокадо и томаты', 'bananas, pineapple, nuts, avocado and tomatoes')]],
  ['A09.05.168 A09.05.169', [hours(8, 11), fasting(10), stimulants, sport, smoking, duration(40)]],
  ['A09.28.041', [dayUrine, alcohol, steroids]],
  ['A09.05.170', [hours(7, 9), fasting(8), sport, steroids, hormonal, contains('A09.05.135 A09.05.147 A09.05.148 A09.05.150 A09.05.139')]],
  ['A09.05.147 A09.05.148 A09.05.139', [hours(7, 9), fasting(8), sport, steroids]],
  ['B03.058.009', [early, fasting(8), sport, smoking, steroids, contains('A09.05.135 A09.05.067 A09.05.149')]],
  // Hormones of the cycle and of men
  ['A09.05.131 A09.05.132', [...immune, cycle(2, 5), hormonal]],
  ['A09.05.154 A09.05.152', [...immune, cycle(2, 5), hormonal, sport]],
  ['A09.05.153', [...immune, cycle(19, 23), hormonal]],
  ['A09.05.087 A09.05.157', [hours(8, 11), fasting(8), cycle(2, 5), closeness, smoking, biotin]],
  ['A09.05.078 A09.05.078.001 A09.05.151', [hours(7, 10), fasting(8), sport, biotin, hormonal]],
  ['A09.05.150 A09.05.149', [hours(7, 11), fasting(8), cycle(2, 5), biotin]],
  ['A09.05.225', [women, { kind: 'age', from: 12 }, biotin, alcohol]],
  ['A09.05.155', [women, fasting(8), { kind: 'age', from: 12 }]],
  ['A09.05.156', [cycle(2, 5), fasting(8), biotin]],
  ['B03.058.010', [women, { kind: 'age', from: 10 }, hours(8, 10), fasting(8), alcohol, biotin, cycle(2, 5), hormonal, closeness, contains('A09.05.131 A09.05.132 A09.05.154 A09.05.087 A09.05.078')]],
  ['B03.058.011', [men, hours(7, 10), fasting(8), sport, biotin, contains('A09.05.078 A09.05.160 A09.05.131 A09.05.132 A09.05.130')]],
  ['B03.058.012', [hours(8, 9.5), fasting(8), sport, steroids, contains('A09.05.065 A09.05.063 A09.05.135 A09.05.087 A09.05.204')]],
  // Growth and pancreas
  ['A09.05.066', [hours(7, 10), fasting(10), sport, duration(30)]],
  ['A09.05.204 A09.05.180', [fasting(8), biotin]],
  ['A09.05.056 A09.05.205 A09.05.161', [morning, fasting(10), sport]],
  ['A09.05.024', [morning, fasting(10), sport, contains('A09.05.023 A09.05.056')]],
  ['A09.05.162 A09.05.164 A09.05.163', [morning, fasting(12), alcohol]],
  ['A09.05.165 A09.05.181', [morning, fasting(12), acidBlockers]],
  ['A09.05.166', [morning, fasting(8), stimulants]],
  ['A09.05.167', [collect(12, 'слюну в 2 часа ночи в пробирку из регистратуры', 'saliva at 2 in the night in the tube from reception'), stimulants]],
  // Glucose
  ['A09.05.023 A09.05.102', [morning, fasting(8), alcohol]],
  ['A09.05.023.001', [hours(7, 8.5), fasting(8), duration(660)]],
  ['A12.22.005', [hours(7, 9), fasting(10), avoid(12, 'курение', 'smoking'), sport, duration(120), contains('A09.05.023'), otherLoad, metformin]],
  ['A12.22.005.001', [women, { kind: 'age', from: 12 }, hours(7, 9), fasting(8), duration(120), contains('A09.05.023'), otherLoad]],
  ['A12.22.005.002', [hours(7, 9), fasting(10), sport, duration(120), contains('A12.22.005 A09.05.023 A09.05.056'), otherLoad, metformin]],
  ['B03.058.003', [morning, fasting(8), alcohol, morningUrine, contains('A09.05.023 A09.05.083 A09.05.020 A09.28.003.002')]],
  ['B03.058.004', [biotin, contains('A12.06.021 A12.06.022 A12.06.023 A12.06.039')]],
  ['B03.058.015', [morning, fasting(12), alcohol, contains('A09.05.023 A09.05.083 A09.05.056 A09.05.065 B03.016.005')]],
  // Bone and calcium
  ['A09.05.058', [hours(7, 10), fasting(8), biotin]],
  ['A09.05.032 A09.05.206', [morning, fasting(8), pause(1, 'кальций и витамин D', 'calcium and vitamin D')]],
  ['A09.05.033 A09.05.127 A09.05.046', [morning, fasting(8), alcohol]],
  ['A09.05.235 A09.05.172', [fasting(8), biotin]],
  ['A09.05.175 A09.05.176 A09.05.224', [hours(7, 10), fasting(8), sport, biotin]],
  ['A09.28.042', [morningUrine, hours(7, 10)]],
  ['A09.05.173 A09.05.174', [morning, fasting(8)]],
  ['B03.058.007', [hours(7, 10), fasting(8), biotin, contains('A09.05.032 A09.05.033 A09.05.058 A09.05.235 A09.05.046')]],
  ['B03.058.008', [hours(7, 10), fasting(8), sport, contains('A09.05.175 A09.05.176 A09.05.032')]],
  ['A06.03.061 A06.03.061.001 A06.03.061.002 A06.03.061.005', [pause(1, 'таблетки кальция', 'calcium tablets')]],
  ['A06.03.061.003 A06.03.061.004', [adults]],
  // Biochemistry
  ['A09.05.026 A09.05.004 A09.05.028 A09.05.025 A09.05.249 A09.05.250 A09.05.027', [morning, fasting(12), fat, alcohol]],
  ['B03.016.005', [morning, fasting(12), fat, alcohol, contains('A09.05.026 A09.05.004 A09.05.028 A09.05.025')]],
  ['A09.05.020 A09.05.017 A09.05.018 A09.05.020.001', [morning, fasting(8), sport, fat]],
  ['A09.05.042 A09.05.041 A09.05.044 A09.05.021 A09.05.022 A09.05.010 A09.05.011', [...blood, fat]],
  ['A09.05.045 A09.05.180.001 A09.05.173.001 A09.05.039 A09.05.014 A09.05.077', blood],
  ['A09.05.043', [...blood, avoid(72, 'спорт и уколы в мышцу', 'sport and injections into a muscle')]],
  ['A09.05.031 A09.05.030 A09.05.034', [fasting(8)]],
  ['A09.05.007 A09.05.126 A09.05.008 A09.05.076', [hours(7, 10), fasting(8), iron]],
  ['A09.05.193', [biotin]],
  ['A09.05.214', [morning, fasting(8), pause(3, 'фолиевая кислота и витамины группы B', 'folic acid and B vitamins')]],
  ['A09.05.207', [fasting(8), sport, duration(20)]],
  ['A09.05.035', [morning, fasting(8)]],
  ['B03.016.004', [morning, fasting(12), alcohol, fat, contains('A09.05.010 A09.05.020 A09.05.017 A09.05.021 A09.05.042 A09.05.041 A09.05.023 A09.05.026')]],
  ['B03.058.005', [...blood, fat, contains('A09.05.042 A09.05.041 A09.05.044 A09.05.046 A09.05.021')]],
  ['B03.058.006', [morning, fasting(8), morningUrine, contains('A09.05.020 A09.05.017 A09.28.003.002 A09.05.031')]],
  ['B03.058.013', [hours(7, 10), fasting(8), iron, contains('A09.05.007 A09.05.076 A09.05.008 A12.06.060 A12.06.063 A12.05.123')]],
  ['B03.058.014', [morning, fasting(8), contains('A09.05.031 A09.05.030 A09.05.034 A09.05.206')]],
  ['B03.058.016', [morning, fasting(12), alcohol, fat, contains('B03.016.003 B03.016.004 B03.005.006 A12.05.005 B03.058.017')]],
  ['B03.058.017', [contains('A26.06.048 A26.06.036 A26.06.041 A26.06.082')]],
  ['B03.058.018', [pause(1, 'безглютеновая диета: для анализа глютен нужен в обычной еде несколько недель', 'a gluten-free diet: for the test gluten has to be in the usual food for weeks'), contains('A12.06.028 A12.06.029')]],
  ['B03.016.002 B03.016.003', [fasting(8)]],
  ['A12.06.061 A12.06.062 A12.06.065 A12.06.066 A12.06.067 A12.06.068', [morning, fasting(8), pause(3, 'витамины', 'vitamins')]],
  ['A12.06.060 A12.06.063 A12.06.064', [fasting(8), pause(3, 'витамины группы B', 'B vitamins'), biotin]],
  ['A09.05.273 A09.05.274 A09.05.275', [morning, fasting(8), pause(3, 'витамины с микроэлементами', 'vitamins with trace elements')]],
  ['A09.05.277 A09.28.058', [pause(7, 'йод и витамины с йодом', 'iodine and vitamins with iodine'), avoid(72, 'морскую капусту и морепродукты', 'seaweed and seafood')]],
  ['A09.05.278', [early, pause(1, 'утренняя доза лития до взятия крови', 'the morning dose of lithium before the blood is drawn')]],
  // Coagulation, markers, infections
  ['A12.05.027 A12.05.039 A09.05.050 A09.05.051.001 A09.05.047 B03.005.006', [morning, fasting(8), anticoagulants]],
  ['A12.05.017', [hours(7, 10), fasting(12), smoking, anticoagulants]],
  ['A09.05.130 A09.05.130.001', [men, adults, ejaculation, biotin]],
  ['A09.05.195 A09.05.201 A09.05.246 A09.05.247 A09.05.298 A09.05.301', [fasting(8), biotin, smoking]],
  ['A09.05.202 A09.05.300', [women, adults, cycle(5, 12), biotin]],
  ['A26.19.095 A07.16.006', [acidBlockers, pause(28, 'антибиотики', 'antibiotics')]],
  ['A26.28.003', [morningUrine, pause(7, 'антибиотики', 'antibiotics')]],
  ['A27.05.017', [men]],
  ['A12.06.025', [women]],
  // Urine and stool
  ['B03.016.006 A09.28.003.001 A09.28.003.002 A09.28.006 A09.28.009 A09.28.011 A09.28.015 B03.016.014 A09.28.017', [morningUrine]],
  ['A09.28.010 A09.28.012 A09.28.013 A09.28.026 B03.016.015', [dayUrine]],
  ['B03.016.010 A09.19.009 A09.19.012', [stool]],
  ['A09.19.001', [stool, avoid(72, 'мясо, рыбу, свёклу и яблоки', 'meat, fish, beetroot and apples'), iron]],
  // Dynamic tests
  ['A12.22.001 A12.22.003', [hours(7.5, 9), fasting(8), duration(90), steroids]],
  ['A12.22.004', [hours(7, 9), fasting(10), duration(150), otherLoad, contains('A09.05.066')]],
  ['A12.22.006 A12.22.007', [hours(7.5, 9), fasting(10), duration(180), otherLoad, { kind: 'age', from: 4, until: 70 }]],
  ['A12.22.008', [hours(8, 9.5), fasting(8), duration(270), adults, spironolactone, pressure]],
  ['A12.22.009', [hours(8, 10), fasting(8), duration(120), adults, spironolactone]],
  ['A12.22.010', [hours(7.5, 8.5), duration(480), adults, avoid(12, 'алкоголь, кофе и чай', 'alcohol, coffee and tea')]],
  ['A12.22.011', [hours(8, 10), fasting(8), duration(120)]],
  ['A12.22.012', [men, hours(8, 10)]],
  ['A12.22.013', [hours(7, 9), fasting(10), duration(120), otherLoad, contains('A09.05.205')]],
  ['A12.22.014', [hours(8, 10), fasting(8), duration(60), adults, contains('A09.05.119')]],
  ['A12.22.015', [hours(8, 9), fasting(8), duration(180), spironolactone, pressure, contains('A09.05.069 A09.05.121')]],
  // Scans
  ['A04.16.001 A04.15.001 A04.14.001 A04.14.001.005', [fasting(8), gasFood]],
  ['A04.12.001.002 A04.15.002', [fasting(8), gasFood]],
  ['A04.20.001 A04.20.001.001', [women, cycle(5, 10)]],
  ['A04.30.003', [women, { kind: 'age', from: 12 }]],
  ['A04.20.002', [cycle(5, 10)]],
  ['A06.20.004', [women, { kind: 'age', from: 40 }, cycle(5, 12)]],
  ['A04.21.001 A04.21.001.001 A04.28.003', [men]],
  ['A06.22.002.001 A06.30.005.001 A06.08.007', contrast],
  ['A05.22.002.001 A05.30.005', [fasting(8)]],
  ['A06.16.001', [fasting(8), barium]],
  ['A07.22.001 A07.22.003', [adults, iodine, thyrostatics, isotope, scansAndContrast, otherIsotope]],
  ['A07.22.002 A07.22.002.001', [adults, isotope, scansAndContrast, otherIsotope, duration(180)]],
  ['A07.22.004', [adults, iodine, isotope, scansAndContrast, otherIsotope]],
  ['A07.22.005', [adults, pressure, isotope, otherIsotope, duration(60)]],
  ['A07.03.001', [adults, isotope, otherIsotope, duration(240)]],
  ['A07.30.043', [adults, fasting(8), sport, isotope, otherIsotope, metformin, duration(150)]],
  ['A07.30.044', [adults, isotope, otherIsotope, duration(150), pause(28, 'октреотид и ланреотид', 'octreotide and lanreotide')]],
  // Functional tests and procedures
  ['A12.26.005 A12.10.001 A04.10.002.001', [adults, avoid(3, 'еду и курение', 'food and smoking'), pause(2, 'бета-блокаторы', 'beta blockers'), duration(60)]],
  ['A12.30.006', [hours(7, 11), fasting(10), sport, duration(45)]],
  ['A12.09.001 A12.09.002.001', [avoid(4, 'курение и ингаляторы, если врач не сказал иначе', 'smoking and inhalers, unless the doctor says otherwise')]],
  ['A11.22.001 A11.22.002 A11.22.003 A11.06.002', [anticoagulants, duration(40)]],
  ['A16.22.015 A16.22.016', [adults, fasting(8), anticoagulants, duration(120)]],
  ['A03.26.003 A03.26.018 A03.26.005', [duration(60)]],
  ['A11.12.003.002', [adults, duration(60)]],
];
