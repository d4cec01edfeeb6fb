import { screen } from '@testing-library/react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useNavigate } from 'react-router';
import { expect, it } from 'vitest';
import { open } from '@/testing/open';
import { useUnsaved } from './useUnsaved';

function Editor(): ReactElement {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const { saved } = useUnsaved(text !== '');
  const save = () => {
    saved();
    void navigate('/list');
  };
  return (
    <>
      <input aria-label={'Name'} value={text} onChange={(event) => setText(event.target.value)} />
      <Link to="/list">{'List'}</Link>
      <button type="button" onClick={save}>
        {'Save'}
      </button>
    </>
  );
}

const editor = () => open(<Editor />, { at: '/edit', path: '/edit' });

it('leaves at once where nothing was typed', async () => {
  const { user } = await editor();
  await user.click(screen.getByRole('link', { name: 'List' }));
  expect(await screen.findByText('elsewhere')).toBeVisible();
});

it('asks before what was typed is lost, and stays or goes as told', async () => {
  const { user } = await editor();
  await user.type(screen.getByLabelText('Name'), 'Regulars');
  await user.click(screen.getByRole('link', { name: 'List' }));
  await user.click(await screen.findByRole('button', { name: 'Keep editing' }));
  expect(screen.getByLabelText('Name')).toHaveValue('Regulars');
  await user.click(screen.getByRole('link', { name: 'List' }));
  await user.click((await screen.findAllByRole('button', { name: 'Discard changes' })).at(-1) as HTMLElement);
  expect(await screen.findByText('elsewhere')).toBeVisible();
});

it('does not ask once it was saved', async () => {
  const { user } = await editor();
  await user.type(screen.getByLabelText('Name'), 'Regulars');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('elsewhere')).toBeVisible();
});
