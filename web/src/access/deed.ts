/** "PUT /api/users/{user_id}" -> "put_api_users_x": under this its words stand in `access.deed`. */
export const deedKey = (route: string): string =>
  route
    .toLowerCase()
    .replace(/\{\w+\}/g, 'x')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/_$/, '');
