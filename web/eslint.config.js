import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const words = '[A-Za-z\\u4e00-\\u9fff]{2,}';
const han = '[\\u4e00-\\u9fff]';
const spoken = 'title|label|placeholder|alt|aria-label|description|extra|tooltip';
const inWords = 'Text belongs into src/i18n/{zh-CN,en}, both languages side by side.';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/generated.ts', 'vite.config.ts', 'tools/*.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { globals: globals.browser, parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 600 }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.tsx', 'src/**/*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    // No words in components: everything a person reads stands in src/i18n.
    files: ['src/**/*.tsx', 'src/**/*.ts'],
    ignores: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'src/testing/**',
      'src/h5/words.ts',
      'src/i18n/index.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: `JSXText[value=/${words}/]`, message: inWords },
        {
          selector: `JSXAttribute[name.name=/^(${spoken})$/] > Literal[value=/${words}/]`,
          message: inWords,
        },
        { selector: `Literal[value=/${han}/]`, message: inWords },
        { selector: `TemplateElement[value.raw=/${han}/]`, message: inWords },
      ],
    },
  },
  { files: ['*.js', 'tools/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['tools/*.mjs'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
);
